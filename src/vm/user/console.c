/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/user/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/file/atomic.h"
#include "base/strbuf.h"
#include "vm/user/console-text.h"
#include "vm/user/sink.h"

#define CHUNK		  4096
#define OUT_LIMIT	  (64 * 1024) /* waiting for the user; then the guest waits */
#define IN_LIMIT	  CHUNK	      /* waiting for the guest; then the user waits */
#define CTRL_A		  1
#define KILL_LINE_AND_END "\x15\x04" /* Ctrl-U, Ctrl-D */
#define RETRY_NS	  (1 * NS_PER_SEC)
#define TAIL_BYTES	  (64 * 1024)

struct console {
	struct loop *loop;
	int guest_fd, in_fd, log_fd;
	int log_errnum;
	bool in_tty;	/* in_fd ends only when the terminal goes away */
	bool listen;	/* to in_fd */
	bool at_prompt; /* listen once the last line has no newline: it is a prompt */
	bool finished;	/* QEMU has ended */
	bool reading;	/* in read_guest(): 'taken' must not read more */
	bool told_gone, told_closed;
	bool escaped, quit; /* Ctrl-a was typed; Ctrl-a x was */
	struct loop_fd *guest, *in;
	struct sink *out;
	struct loop_timer *prompt_wait, *end; /* end: until the pipe's end is typed again */
	struct strbuf to_guest, tail;
	struct console_marks marks;
	char last_typed; /* the pipe's last byte */
	char line[24];	 /* how the current line begins */
	size_t line_len;
	struct console_hooks hooks;
};

static void on_guest(void *arg, int fd, short revents);
static void on_in(void *arg, int fd, short revents);

/* A descriptor with no events is not watched at all: poll() would report its hangup for ever. */
static void watch(struct console *c, struct loop_fd **f, int fd, short events, loop_fd_fn fn)
{
	if (*f && events) {
		loop_fd_events(*f, events);
	} else if (*f) {
		loop_remove_fd(c->loop, *f);
		*f = NULL;
	} else if (fd >= 0 && events) {
		*f = loop_add_fd(c->loop, fd, events, fn, c);
	}
}

static void rewatch(struct console *c)
{
	short guest = 0;

	if (sink_waiting(c->out) < OUT_LIMIT)
		guest |= POLLIN;
	if (c->to_guest.len)
		guest |= POLLOUT;
	watch(c, &c->guest, c->guest_fd, c->guest_fd < 0 ? 0 : guest, on_guest);
	watch(c, &c->in, c->in_fd,
	      c->in_fd >= 0 && c->guest_fd >= 0 && c->listen && c->to_guest.len < IN_LIMIT ? POLLIN
											   : 0,
	      on_in);
	if (c->guest_fd < 0 && !sink_waiting(c->out) && !c->told_closed) {
		c->told_closed = true;
		c->hooks.closed(c->hooks.arg);
	}
}

static void user_gone(struct console *c)
{
	c->in_fd = -1;
	sink_drop(c->out);
	if (c->told_gone)
		return;
	c->told_gone = true;
	c->hooks.gone(c->hooks.arg);
}

static void guest_gone(struct console *c)
{
	loop_remove_fd(c->loop, c->guest);
	c->guest = NULL;
	close(TAKE_FD(c->guest_fd));
	sb_truncate(&c->to_guest, 0);
}

static bool again(ssize_t n)
{
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void flush_guest(struct console *c)
{
	ssize_t n = send(c->guest_fd, c->to_guest.buf, c->to_guest.len, MSG_NOSIGNAL);

	if (again(n))
		return;
	/* if QEMU is gone, the reader notices after the last bytes */
	sb_consume(&c->to_guest, n < 0 ? c->to_guest.len : (size_t)n);
}

/*
 * Whether a line begins like the kernel's, with "[    1.234567]" or "Linux version". *age_ns is
 * printk's time: the first line on the console may come long after the kernel's start.
 */
static bool is_kernel_line(const char *line, uint64_t *age_ns)
{
	unsigned long seconds, micros;
	char end;

	*age_ns = 0;
	if (str_starts(line, "Linux version"))
		return true;
	if (sscanf(line, "[%lu.%6lu%c", &seconds, &micros, &end) != 3 || end != ']')
		return false;
	*age_ns = seconds * NS_PER_SEC + micros * 1000;
	return true;
}

static void mark(struct console *c, const char *p, size_t n)
{
	uint64_t now = now_ns(), age;

	c->marks.last_byte = now;
	if (!c->marks.first_byte)
		c->marks.first_byte = now;
	for (size_t i = 0; i < n && !c->marks.kernel_first; i++) {
		if (p[i] == '\n' || p[i] == '\r') {
			c->line_len = 0;
			continue;
		}
		if (c->line_len == sizeof(c->line) - 1)
			continue;
		c->line[c->line_len++] = p[i];
		c->line[c->line_len] = '\0';
		if (is_kernel_line(c->line, &age))
			c->marks.kernel_first = now > age ? now - age : 1;
	}
}

static void log_bytes(struct console *c, const char *p, size_t n)
{
	_cleanup_err_ struct err unused = ERR_INIT;

	/* a full disk ends the log, not the guest */
	if (c->log_fd >= 0 && write_all(c->log_fd, p, n, &unused) < 0) {
		c->log_errnum = errno;
		close(TAKE_FD(c->log_fd));
	}
	sb_addn(&c->tail, p, n);
	if (c->tail.len > 2 * TAIL_BYTES)
		sb_consume(&c->tail, c->tail.len - TAIL_BYTES);
}

static void read_guest(struct console *c)
{
	char buf[CHUNK];
	ssize_t n = read(c->guest_fd, buf, sizeof(buf));

	if (n < 0 && (errno == EINTR || (errno == EAGAIN && !c->finished)))
		return;
	if (n <= 0) {
		guest_gone(c);
		return;
	}
	mark(c, buf, (size_t)n);
	log_bytes(c, buf, (size_t)n);
	c->listen |= c->at_prompt && buf[n - 1] != '\n';
	c->reading = true;
	sink_write(c->out, buf, (size_t)n);
	c->reading = false;
}

/* QEMU has ended, so an empty socket is at its end, even if a process holds the other side. */
static void drain_guest(struct console *c)
{
	while (c->guest_fd >= 0 && sink_waiting(c->out) < OUT_LIMIT)
		read_guest(c);
}

static void on_guest(void *arg, int fd, short revents)
{
	struct console *c = arg;

	if (revents & POLLOUT)
		flush_guest(c);
	if (revents & (POLLIN | POLLHUP | POLLERR))
		read_guest(c);
	rewatch(c);
}

static void note_escape(struct console *c, char key)
{
	c->quit = c->quit || (c->escaped && key == 'x');
	c->escaped = !c->escaped && key == CTRL_A;
}

/*
 * At a terminal, Ctrl-a is for QEMU's multiplexer. From a pipe or file it is data, and is doubled.
 */
static void add_input(struct console *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == CTRL_A && !c->in_tty)
			sb_addc(&c->to_guest, CTRL_A);
		sb_addc(&c->to_guest, p[i]);
		if (c->in_tty)
			note_escape(c, p[i]);
	}
}

/*
 * The end of a pipe acts like Ctrl-D: the shell ends, and the guest with it. A command that is
 * running at that moment gets it instead, so it is typed again until the guest has ended.
 */
static void type_end(void *arg)
{
	struct console *c = arg;

	c->end = NULL;
	if (c->guest_fd < 0 || c->finished)
		return;
	sb_add(&c->to_guest, KILL_LINE_AND_END);
	c->end = loop_add_timer(c->loop, RETRY_NS, type_end, c);
	rewatch(c);
}

static void on_in(void *arg, int fd, short revents)
{
	struct console *c = arg;
	char buf[CHUNK];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (again(n))
		return;
	if (n > 0) {
		c->last_typed = buf[n - 1];
		add_input(c, buf, (size_t)n);
		flush_guest(c);
	} else if (c->in_tty) {
		user_gone(c);
	} else {
		if (n < 0 && errno != EBADF)
			c->hooks.failed(c->hooks.arg, true, errno);
		c->in_fd = -1;
		if (c->last_typed != '\n')
			sb_addc(&c->to_guest, '\n');
		type_end(c);
	}
	rewatch(c);
}

static void on_taken(void *arg, size_t n)
{
	struct console *c = arg;

	if (c->reading)
		return;
	if (c->finished)
		drain_guest(c);
	rewatch(c);
}

static void on_out_gone(void *arg, int errnum)
{
	struct console *c = arg;

	if (errnum != EPIPE && !(errnum == EIO && c->in_tty))
		c->hooks.failed(c->hooks.arg, false, errnum);
	else
		user_gone(c);
}

struct console *console_new(struct loop *l, int guest_fd, int in_fd, int out_fd,
			    const char *log_path, const struct console_hooks *hooks, struct err *e)
{
	struct console *c = xcalloc(1, sizeof(*c));

	*c = (struct console){.loop = l, .guest_fd = guest_fd, .in_fd = in_fd};
	c->hooks = *hooks;
	c->listen = true;
	c->last_typed = '\n';
	c->out = sink_new(l, out_fd, &(struct sink_hooks){on_taken, on_out_gone, c});
	sink_watch_hangup(c->out);
	c->in_tty = in_fd >= 0 && isatty(in_fd);
	c->log_fd = open(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (c->log_fd < 0) {
		err_errno(e, errno, "cannot write '%s'", log_path);
		console_free(c);
		return NULL;
	}
	fcntl(guest_fd, F_SETFL, fcntl(guest_fd, F_GETFL) | O_NONBLOCK);
	rewatch(c);
	return c;
}

/* A shell without a prompt gets its input after a while. */
static void stop_waiting(void *arg)
{
	struct console *c = arg;

	c->prompt_wait = NULL;
	console_listen(c, true);
}

void console_listen_at_prompt(struct console *c)
{
	c->at_prompt = true;
	if (c->tail.len && c->tail.buf[c->tail.len - 1] != '\n') {
		console_listen(c, true);
		return;
	}
	if (!c->prompt_wait)
		c->prompt_wait = loop_add_timer(c->loop, RETRY_NS, stop_waiting, c);
}

void console_listen(struct console *c, bool on)
{
	c->listen = on;
	rewatch(c);
}

void console_finish(struct console *c)
{
	c->finished = true;
	drain_guest(c);
	rewatch(c);
}

int console_log_errnum(const struct console *c)
{
	return c->log_errnum;
}

bool console_quit_typed(const struct console *c)
{
	return c->quit;
}

const struct console_marks *console_marks(const struct console *c)
{
	return &c->marks;
}

char *console_tail(const struct console *c, unsigned n)
{
	return console_text(sb_str(&c->tail), c->tail.len, n);
}

void console_free(struct console *c)
{
	if (!c)
		return;
	loop_remove_fd(c->loop, c->guest);
	loop_remove_fd(c->loop, c->in);
	loop_remove_timer(c->loop, c->prompt_wait);
	loop_remove_timer(c->loop, c->end);
	cleanup_close(&c->guest_fd);
	cleanup_close(&c->log_fd);
	sink_free(c->out);
	sb_free(&c->to_guest);
	sb_free(&c->tail);
	free(c);
}
