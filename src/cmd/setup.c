/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setup.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#include "base/process/proc-start.h"
#include "base/process/proc.h"

/* The groups that may be missing, for the wrapper's JIFFY_SETUP. Caller's; NULL: none. */
static char *unknown_groups(const struct app *a, unsigned uses)
{
	_cleanup_strv_ struct strv needed = {0}, have = {0}, unknown = {0};
	const char *groups = getenv("JIFFY_HAVE");

	strv_split(&have, groups ? groups : "", " ");
	groups_needed(&a->set, &a->target, uses, &needed);
	strv_foreach(group, &needed)
		if (!strv_has(&have, group))
			strv_add(&unknown, group);
	return unknown.n ? strv_join(&unknown, " ") : NULL;
}

/* Waits for the wrapper. A signal that stops us also stops it. */
static int await(struct proc *p, int interrupt_fd, struct err *e)
{
	_cleanup_close_ int pidfd = proc_pidfd(p, e);
	struct pollfd fds[] = {{.fd = pidfd, .events = POLLIN},
			       {.fd = interrupt_fd, .events = POLLIN}};

	if (pidfd < 0)
		return -1;
	while (poll(fds, ARRAY_SIZE(fds), -1) < 0)
		if (errno != EINTR)
			return err_errno(e, errno, "cannot wait for the wrapper");
	if (fds[1].revents)
		proc_kill(p, SIGTERM);
	return proc_wait(p, e);
}

/* Uses sh, since the file need not be executable. Its stdin is empty: ours is the guest's. */
static int run_wrapper(struct app *a, const char *wrapper, const char *groups, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;

	strv_addl(&p.argv, "sh", wrapper, NULL);
	strv_addf(&p.env, "JIFFY_SETUP=%s", groups);
	p.stdout_io = PROC_FD;
	p.out = STDERR_FILENO;
	p.stderr_io = PROC_INHERIT;
	p.death_signal = SIGTERM;
	if (proc_start(&p, e) || await(&p, a->out.progress.interrupt_fd, e))
		return -1;
	if (p.exited && p.status == outcome_status(OUTCOME_HOST_ERROR))
		return p.status;
	a->out.drawn = a->out.tty && !p.exited; /* its line about apt-get is still there */
	return proc_ok(&p, e);
}

int setup_packages(struct app *a, unsigned uses, struct err *e)
{
	const char *wrapper = getenv("JIFFY_WRAPPER");
	_cleanup_free_ char *groups = NULL;
	int status;

	if (!wrapper || !*wrapper)
		return 0;
	groups = unknown_groups(a, uses);
	if (!groups)
		return 0;
	status = run_wrapper(a, wrapper, groups, e);
	return status < 0 ? err_wrap(e, "installing what is missing") : status;
}
