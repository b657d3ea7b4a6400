/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/exec-input.h"

#include <errno.h>
#include <signal.h>

#include "base/strbuf.h"

#define CHUNK  (16 * 1024)
#define CTRL_A 1

struct input {
	struct loop *loop;
	struct loop_fd *watch;
	int fd;
	bool terminal;	/* fd is one */
	bool tty;	/* and in raw mode */
	bool escaped;	/* Ctrl-a was typed */
	bool open;	/* the guest may read more */
	bool end, told; /* the input ended; the guest was told so */
	uint64_t window;
	struct strbuf there;
	struct input_hooks hooks;
};

static void on_input(void *arg, int fd, short revents);

static void rewatch(struct input *in)
{
	bool want = in->open && !in->end && in->fd >= 0 && !in->there.len && in->window;

	if (want && !in->watch)
		in->watch = loop_add_fd(in->loop, in->fd, POLLIN, on_input, in);
	if (want || !in->watch)
		return;
	loop_remove_fd(in->loop, in->watch);
	in->watch = NULL;
}

/* Handles Ctrl-a as QEMU's own consoles do. False: the user leaves. */
static bool add_typed(struct input *in, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!in->escaped && p[i] == CTRL_A) {
			in->escaped = true;
			continue;
		}
		if (in->escaped && p[i] == 'x')
			return false;
		if (in->escaped && p[i] != 'a' && p[i] != CTRL_A)
			sb_addc(&in->there, CTRL_A);
		sb_addc(&in->there, in->escaped && p[i] == 'a' ? CTRL_A : p[i]);
		in->escaped = false;
	}
	return true;
}

static void leave(struct input *in, int signo)
{
	in->open = false;
	rewatch(in);
	in->hooks.gone(in->hooks.arg, signo);
}

static void on_input(void *arg, int fd, short revents)
{
	struct input *in = arg;
	char buf[CHUNK];
	/* Ctrl-a and another byte become two bytes at once */
	size_t most = in->window < sizeof(buf) ? in->window : sizeof(buf);
	ssize_t n = read(fd, buf, in->tty ? (most + 1) / 2 : most);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 && in->tty) {
		leave(in, SIGHUP);
		return;
	}
	if (n < 0 && errno != EBADF && !in->terminal)
		in->hooks.unread(in->hooks.arg, errno);
	if (n <= 0)
		in->end = true;
	else if (!in->tty)
		sb_addn(&in->there, buf, (size_t)n);
	else if (!add_typed(in, buf, (size_t)n)) {
		leave(in, SIGTERM);
		return;
	}
	rewatch(in);
	if (in->there.len || in->end)
		in->hooks.there(in->hooks.arg);
}

struct input *input_new(struct loop *l, int fd, bool tty, const struct input_hooks *hooks)
{
	struct input *in = xcalloc(1, sizeof(*in));

	in->loop = l;
	in->fd = fd;
	in->terminal = fd >= 0 && isatty(fd);
	in->tty = tty && in->terminal;
	in->end = fd < 0;
	in->hooks = *hooks;
	in->open = true;
	return in;
}

const char *input_open(struct input *in, uint64_t bytes)
{
	if (bytes > UINT64_MAX - in->window)
		return "a window that is too wide";
	in->window += bytes;
	rewatch(in);
	return NULL;
}

void input_close(struct input *in)
{
	in->open = false;
	rewatch(in);
}

bool input_take(struct input *in, const void **p, size_t *n)
{
	if (!in->open || in->told || (!in->there.len && !in->end) || in->there.len > in->window)
		return false;
	*p = in->there.buf;
	*n = in->there.len;
	return true;
}

void input_taken(struct input *in)
{
	in->told = !in->there.len;
	in->window -= in->there.len;
	sb_truncate(&in->there, 0);
	rewatch(in);
}

void input_free(struct input *in)
{
	if (!in)
		return;
	loop_remove_fd(in->loop, in->watch);
	sb_free(&in->there);
	free(in);
}
