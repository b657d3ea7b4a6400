/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/user/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/strbuf.h"

#define SMALL_WRITE 512 /* a pipe or terminal that polls writable takes this without blocking */

struct sink {
	struct loop *loop;
	struct loop_fd *watch; /* while something waits, or for ever */
	int fd;
	bool own;    /* opened once more, non-blocking */
	bool socket; /* send() need not block */
	bool file;   /* does not block for long */
	bool hangup; /* watched for ever */
	struct strbuf waiting;
	struct sink_hooks hooks;
};

static void close_own(struct sink *s)
{
	loop_remove_fd(s->loop, s->watch);
	s->watch = NULL;
	if (s->own)
		close(s->fd);
	s->own = false;
	s->fd = -1;
}

static void taken(struct sink *s, size_t n)
{
	sb_consume(&s->waiting, n);
	s->hooks.taken(s->hooks.arg, n);
}

static void gone(struct sink *s, int errnum)
{
	close_own(s);
	s->hooks.gone(s->hooks.arg, errnum == ECONNRESET ? EPIPE : errnum);
}

static ssize_t write_some(struct sink *s)
{
	size_t n = s->waiting.len;

	if (s->socket)
		return send(s->fd, s->waiting.buf, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (!s->own && !s->file && n > SMALL_WRITE)
		n = SMALL_WRITE;
	return write(s->fd, s->waiting.buf, n);
}

static void flush(struct sink *s)
{
	ssize_t n = write_some(s);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		gone(s, errno);
		n = (ssize_t)s->waiting.len;
	}
	taken(s, (size_t)n);
}

static void on_event(void *arg, int fd, short revents);

static void rewatch(struct sink *s)
{
	const bool want = s->fd >= 0 && (s->waiting.len || s->hangup);

	if (want && !s->watch)
		s->watch = loop_add_fd(s->loop, s->fd, 0, on_event, s);
	if (want) {
		loop_fd_events(s->watch, s->waiting.len ? POLLOUT : 0);
		return;
	}
	loop_remove_fd(s->loop, s->watch);
	s->watch = NULL;
}

static void on_event(void *arg, int fd, short revents)
{
	struct sink *s = arg;

	if (s->waiting.len)
		flush(s);
	else if (revents & (POLLERR | POLLHUP))
		gone(s, EPIPE);
	rewatch(s);
}

/*
 * O_NONBLOCK belongs to the open file, which the user's shell shares, so terminals and pipes are
 * opened once more. If that fails (another user's terminal, no reader), writes are small.
 */
static void look_at(struct sink *s, int fd)
{
	char path[32];
	struct stat st;

	s->fd = fd;
	if (fd < 0 || fstat(fd, &st) < 0) {
		s->fd = -1;
		return;
	}
	s->socket = S_ISSOCK(st.st_mode);
	s->file = S_ISREG(st.st_mode) || S_ISBLK(st.st_mode);
	if (!S_ISCHR(st.st_mode) && !S_ISFIFO(st.st_mode))
		return;
	/* what was opened for reading must fail, and would not if it were opened once more */
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	s->own = fd >= 0;
	if (s->own)
		s->fd = fd;
}

struct sink *sink_new(struct loop *l, int fd, const struct sink_hooks *hooks)
{
	struct sink *s = xcalloc(1, sizeof(*s));

	s->loop = l;
	s->hooks = *hooks;
	look_at(s, fd);
	return s;
}

void sink_write(struct sink *s, const void *p, size_t n)
{
	const bool first = !s->waiting.len;

	if (!n)
		return;
	sb_addn(&s->waiting, p, n);
	if (s->fd < 0)
		taken(s, s->waiting.len);
	else if (first && s->own)
		flush(s);
	rewatch(s);
}

void sink_watch_hangup(struct sink *s)
{
	s->hangup = true;
	rewatch(s);
}

void sink_drop(struct sink *s)
{
	close_own(s);
	taken(s, s->waiting.len);
}

size_t sink_waiting(const struct sink *s)
{
	return s->waiting.len;
}

void sink_free(struct sink *s)
{
	if (!s)
		return;
	close_own(s);
	sb_free(&s->waiting);
	free(s);
}
