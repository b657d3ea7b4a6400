/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/proc-run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "base/file/atomic.h"
#include "base/process/proc-start.h"

#define CHUNK	     (64 * 1024)
#define DETAIL_LINES 10
#define DETAIL_BYTES 4096
#define STOP_NS	     (5 * NS_PER_SEC) /* between SIGTERM and SIGKILL */
#define DRAIN_NS     (1 * NS_PER_SEC) /* for grandchildren that hold the pipe */

/* Reads once into sb. At the end, or on an error, closes *fd and leaves -1. */
static void read_once(int *fd, struct strbuf *sb)
{
	ssize_t n = read(*fd, sb_reserve(sb, CHUNK), CHUNK);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		close(TAKE_FD(*fd));
		return;
	}
	sb->len += (size_t)n;
	sb->buf[sb->len] = '\0';
}

/* The last lines of text, without the white space at its end. */
static const char *last_lines(struct strbuf *text)
{
	const char *s;

	while (text->len && strchr(" \t\r\n", text->buf[text->len - 1]))
		sb_truncate(text, text->len - 1);
	s = str_last_lines(sb_str(text), DETAIL_LINES);
	return strlen(s) > DETAIL_BYTES ? s + strlen(s) - DETAIL_BYTES : s;
}

static int collect(struct proc *p, struct strbuf *out, struct strbuf *err, struct err *e)
{
	while (p->out >= 0 || p->err >= 0) {
		struct pollfd fds[] = {{.fd = p->out, .events = POLLIN},
				       {.fd = p->err, .events = POLLIN}};

		if (poll(fds, ARRAY_SIZE(fds), -1) < 0) {
			if (errno == EINTR)
				continue;
			return err_errno(e, errno, "cannot wait for '%s'", p->argv.v[0]);
		}
		if (fds[0].revents)
			read_once(&p->out, out);
		if (fds[1].revents)
			read_once(&p->err, err);
		if (err->len > 4 * CHUNK)
			sb_consume(err, err->len - CHUNK);
	}
	return 0;
}

int proc_capture(struct proc *p, struct strbuf *out, struct err *e)
{
	_cleanup_sb_ struct strbuf unwanted = {0}, err = {0};
	const char *detail;

	p->stdout_io = p->stderr_io = PROC_PIPE;
	if (proc_start(p, e))
		return -1;
	if (p->stdin_io == PROC_PIPE)
		close(TAKE_FD(p->in));
	if (collect(p, out ? out : &unwanted, &err, e) || proc_wait(p, e))
		return -1;
	if (proc_ok(p, e) == 0)
		return 0;
	detail = last_lines(&err);
	return *detail ? err_detail(e, "%s", detail) : -1;
}

/* One proc_run_logged(). */
struct run {
	struct proc *p;
	void (*line)(void *arg, const char *line);
	void *arg;
	int log;
	struct strbuf text; /* the incomplete line */
};

/* Passes text[at..at+n) on. The byte after it is overwritten meanwhile. */
static void give(struct run *r, size_t at, size_t n)
{
	char *s = r->text.buf + at, kept = s[n];

	s[n] = '\0';
	if (r->line)
		r->line(r->arg, s);
	s[n] = kept;
}

/* Passes on complete lines, and a line that is too long in pieces. */
static void give_lines(struct run *r)
{
	size_t at = 0, left;

	while ((left = r->text.len - at)) {
		const char *s = r->text.buf + at;
		const char *end = memchr(s, '\n', left > CHUNK ? CHUNK + 1 : left);

		if (!end && left <= CHUNK)
			break;
		give(r, at, end ? (size_t)(end - s) : CHUNK);
		at += end ? (size_t)(end - s) + 1 : CHUNK;
	}
	sb_consume(&r->text, at);
}

static int take_output(struct run *r, struct err *e)
{
	size_t before = r->text.len;

	read_once(&r->p->out, &r->text);
	if (r->log >= 0 && write_all(r->log, r->text.buf + before, r->text.len - before, e))
		return err_errno(e, errno, "cannot write '%s'", r->p->log);
	give_lines(r);
	return 0;
}

/* How long poll() may wait; -1: forever. */
static int time_left_ms(uint64_t deadline)
{
	uint64_t now = now_ns();

	if (!deadline)
		return -1;
	return deadline <= now ? 0 : (int)((deadline - now + NS_PER_MS - 1) / NS_PER_MS);
}

static int run_to_end(struct run *r, int interrupt_fd, struct err *e)
{
	_cleanup_close_ int pidfd = proc_pidfd(r->p, e);
	bool interrupted = false;
	uint64_t deadline = 0; /* for the child to obey SIGTERM, then for the pipe to close */

	if (pidfd < 0)
		return -1;
	while (pidfd >= 0 || r->p->out >= 0) {
		struct pollfd fds[] = {{.fd = r->p->out, .events = POLLIN},
				       {.fd = pidfd, .events = POLLIN},
				       {.fd = interrupt_fd, .events = POLLIN}};

		if (poll(fds, ARRAY_SIZE(fds), time_left_ms(deadline)) < 0) {
			if (errno == EINTR)
				continue;
			return err_errno(e, errno, "cannot wait for '%s'", r->p->argv.v[0]);
		}
		if (fds[0].revents && take_output(r, e))
			return -1;
		if (fds[1].revents) {
			close(TAKE_FD(pidfd));
			deadline = now_ns() + DRAIN_NS;
			if (proc_wait(r->p, e)) /* also kills the rest of its group */
				return -1;
		}
		if (fds[2].revents && pidfd >= 0) {
			interrupted = true;
			interrupt_fd = -1; /* it stays readable */
			deadline = now_ns() + STOP_NS;
			proc_kill(r->p, SIGTERM);
		}
		if (!deadline || time_left_ms(deadline))
			continue;
		if (pidfd < 0)
			break; /* a grandchild in another group holds the pipe */
		deadline = 0;
		proc_kill(r->p, SIGKILL);
	}
	if (r->text.len)
		give(r, 0, r->text.len);
	return interrupted ? err_kind_set(e, ERR_SIGNAL, "interrupted") : 0;
}

static void kill_and_reap(struct proc *p)
{
	_cleanup_err_ struct err e = ERR_INIT;

	proc_kill(p, SIGKILL);
	if (p->pid)
		proc_wait(p, &e);
	cleanup_close(&p->out);
	p->out = -1;
}

int proc_run_logged(struct proc *p, void (*line)(void *arg, const char *line), void *arg,
		    int interrupt_fd, struct err *e)
{
	_cleanup_close_ int log = -1;
	struct run r = {.p = p, .line = line, .arg = arg};
	int result;

	if (p->log) {
		log = open(p->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
		if (log < 0)
			return err_errno(e, errno, "cannot open '%s'", p->log);
	}
	r.log = log;
	p->stdout_io = PROC_PIPE;
	p->stderr_io = PROC_STDOUT;
	p->own_group = p->wait_grandchildren = true;
	if (proc_start(p, e))
		return -1;
	result = run_to_end(&r, interrupt_fd, e);
	kill_and_reap(p);
	sb_free(&r.text);
	return result;
}
