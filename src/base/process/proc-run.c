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
	int log, pidfd;
	int interrupt_fd; /* -1 after the interrupt */
	bool interrupted;
	struct strbuf text; /* the incomplete line */
	uint64_t deadline;  /* 0: none */
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

/* Passes on the complete lines, and pieces of one that is too long. */
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

static void interrupt(struct run *r)
{
	r->interrupted = true;
	r->interrupt_fd = -1; /* it stays readable */
	r->deadline = now_ns() + STOP_NS;
	proc_kill(r->p, SIGTERM);
}

/* The child has ended. What it left behind is killed, and the pipe closes. */
static int on_end(struct run *r, struct err *e)
{
	close(TAKE_FD(r->pidfd));
	r->deadline = now_ns() + DRAIN_NS;
	return proc_wait(r->p, e);
}

static int time_left_ms(const struct run *r)
{
	uint64_t now = now_ns();

	if (!r->deadline)
		return -1;
	return r->deadline <= now ? 0 : (int)((r->deadline - now + NS_PER_MS - 1) / NS_PER_MS);
}

/* Too long after SIGTERM, or after the end. 1: nothing is left to do. */
static int on_deadline(struct run *r)
{
	if (r->pidfd < 0)
		return 1;
	r->deadline = 0;
	proc_kill(r->p, SIGKILL);
	return 0;
}

/* One turn of the loop. 1: nothing is left to do. */
static int turn(struct run *r, struct err *e)
{
	struct pollfd fds[] = {{.fd = r->p->out, .events = POLLIN},
			       {.fd = r->pidfd, .events = POLLIN},
			       {.fd = r->interrupt_fd, .events = POLLIN}};

	if (poll(fds, ARRAY_SIZE(fds), time_left_ms(r)) < 0)
		return errno == EINTR
			       ? 0
			       : err_errno(e, errno, "cannot wait for '%s'", r->p->argv.v[0]);
	if (fds[0].revents && take_output(r, e))
		return -1;
	if (fds[1].revents && on_end(r, e))
		return -1;
	if (fds[2].revents && r->pidfd >= 0)
		interrupt(r);
	if (r->deadline && !time_left_ms(r))
		return on_deadline(r);
	return r->pidfd < 0 && r->p->out < 0;
}

static int run_to_end(struct run *r, struct err *e)
{
	int over = 0;

	r->pidfd = proc_pidfd(r->p, e);
	if (r->pidfd < 0)
		return -1;
	while (over == 0)
		over = turn(r, e);
	if (over < 0)
		return -1;
	if (r->text.len)
		give(r, 0, r->text.len);
	return r->interrupted ? err_kind_set(e, ERR_SIGNAL, "interrupted") : 0;
}

static int open_log(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

	return fd < 0 ? err_errno(e, errno, "cannot open '%s'", path) : fd;
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
	_cleanup_close_ int log = p->log ? open_log(p->log, e) : -1;
	struct run r = {.p = p, .line = line, .arg = arg, .log = log, .pidfd = -1};
	int result;

	if (p->log && log < 0)
		return -1;
	r.interrupt_fd = interrupt_fd;
	p->stdout_io = PROC_PIPE;
	p->stderr_io = PROC_STDOUT;
	p->own_group = p->wait_grandchildren = true;
	if (proc_start(p, e))
		return -1;
	result = run_to_end(&r, e);
	kill_and_reap(p);
	cleanup_close(&r.pidfd);
	sb_free(&r.text);
	return result;
}
