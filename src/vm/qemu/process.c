/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/process.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/process/proc-start.h"
#include "vm/net/net.h"

static void close_all(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(TAKE_FD(fds[i]));
}

static int make_pair(int *ours, int *theirs, struct err *e)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(e, errno, "cannot make a socket");
	*ours = pair[0];
	*theirs = pair[1];
	return 0;
}

/* The first n sockets. */
static int make_sockets(struct qemu *q, size_t n, int theirs[QEMU_SOCKETS], struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (make_pair(&q->fds[i], &theirs[i], e))
			return -1;
	return 0;
}

/* The guest's network is another process, to which QEMU has the socket 'theirs'. */
static int start_net(enum machine_net net, int *theirs, struct err *e)
{
	_cleanup_close_ int ours = -1;

	if (net == MACHINE_NO_NET)
		return 0;
	if (make_pair(&ours, theirs, e))
		return -1;
	return net_start(ours, net == MACHINE_NET_WITH_HOST, e);
}

static int start(struct qemu *q, const char *log, struct err *e)
{
	q->log = xstrdup(log);
	q->proc.log = q->log;
	q->proc.stderr_io = PROC_LOG;
	q->proc.own_group = true;
	unlink(log);
	q->start = now_ns();
	if (proc_start(&q->proc, e) < 0)
		return -1;
	q->pidfd = proc_pidfd(&q->proc, e);
	return q->pidfd < 0 ? -1 : 0;
}

int qemu_start(struct qemu *q, const struct machine_spec *spec, const char *log, struct err *e)
{
	int theirs[QEMU_SOCKETS + 1] = {-1, -1, -1, -1}, *net = &theirs[QEMU_SOCKETS];
	struct machine_spec with_fds = *spec;
	int r = make_sockets(q, QEMU_SOCKETS, theirs, e);

	if (r == 0)
		r = start_net(spec->net, net, e);
	with_fds.console_fd = theirs[QEMU_CONSOLE];
	with_fds.qmp_fd = theirs[QEMU_QMP];
	with_fds.agent_fd = theirs[QEMU_AGENT];
	with_fds.net_fd = *net;
	if (r == 0)
		r = qemu_argv(&with_fds, &q->proc.argv, e);
	if (r == 0) {
		q->proc.stdout_io = PROC_LOG;
		q->proc.pass_fds = theirs;
		q->proc.n_pass_fds = QEMU_SOCKETS + (*net >= 0);
		r = start(q, log, e);
		q->proc.pass_fds = NULL;
		q->proc.n_pass_fds = 0;
	}
	close_all(theirs, ARRAY_SIZE(theirs));
	return r;
}

int qemu_start_argv(struct qemu *q, const struct strv *argv, const char *log, struct err *e)
{
	int theirs[QEMU_SOCKETS] = {-1, -1, -1};
	int r = make_sockets(q, QEMU_CONSOLE + 1, theirs, e);

	if (r == 0) {
		strv_addv(&q->proc.argv, argv);
		q->proc.stdin_io = q->proc.stdout_io = PROC_FD;
		q->proc.in = q->proc.out = theirs[QEMU_CONSOLE];
		r = start(q, log, e);
		q->proc.in = q->proc.out = -1;
	}
	close_all(theirs, ARRAY_SIZE(theirs));
	return r;
}

uint64_t qemu_since_start(const struct qemu *q, uint64_t ns)
{
	return ns > q->start ? ns - q->start : 0;
}

void qemu_event(struct qemu *q, const char *event, const struct json *data)
{
	/* the first reason is the cause */
	if (str_eq(event, "SHUTDOWN") && !q->shutdown && data)
		str_set(&q->shutdown, json_get_string(data, "reason"));
}

/* QEMU exits in order on SIGTERM, and reports "host-signal". */
int qemu_foreign_signal(const struct qemu *q, bool killed)
{
	if (killed)
		return 0;
	if (!q->proc.exited)
		return q->proc.signo;
	return str_eq(q->shutdown, "host-signal") ? SIGTERM : 0;
}

void qemu_end(struct qemu *q)
{
	proc_end(&q->proc);
	close_all(q->fds, ARRAY_SIZE(q->fds));
	cleanup_close(&q->pidfd);
	q->pidfd = -1;
	free(TAKE_PTR(q->log));
	free(TAKE_PTR(q->shutdown));
}
