/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/proc-call.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/close_range.h>

#include "base/process/proc.h"

/* fork() with all signals blocked on both sides: no handler of ours may run in the child. */
static pid_t fork_quietly(sigset_t *mask)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, mask);
	return fork();
}

static void reap(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}

/* Whether the process ended within that time. */
static bool ended_within(int pidfd, uint64_t ns)
{
	uint64_t end = now_ns() + ns, now;
	struct pollfd p = {.fd = pidfd, .events = POLLIN};

	while ((now = now_ns()) < end) {
		int n = poll(&p, 1, (int)((end - now + NS_PER_MS - 1) / NS_PER_MS));

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
	}
	return false;
}

static int call_result(int status, struct err *e)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return err_set(e, "killed by %s", signal_name(WTERMSIG(status)));
}

static int await_call(pid_t pid, uint64_t deadline_ns, struct err *e)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	int errnum = errno, status;
	bool in_time = pidfd >= 0 && ended_within(pidfd, deadline_ns);

	if (!in_time)
		kill(pid, SIGKILL);
	/* a child that even SIGKILL does not end must not hold us up: leave it */
	if (in_time || pidfd < 0 || ended_within(pidfd, deadline_ns))
		reap(pid, &status);
	if (in_time)
		return call_result(status, e);
	return pidfd < 0 ? err_errno(e, errnum, "cannot watch a child") : err_set(e, "timed out");
}

int proc_call(int (*fn)(void *arg), void *arg, uint64_t deadline_ns, struct err *e)
{
	pid_t parent = getpid(), pid;
	sigset_t mask;
	int errnum;

	pid = fork_quietly(&mask);
	errnum = errno;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(255);
		proc_default_signals();
		_exit(fn(arg));
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return pid < 0 ? err_errno(e, errnum, "cannot fork") : await_call(pid, deadline_ns, e);
}

/* Closes everything but the descriptors in keep. */
static void keep_only(const int *keep, size_t n)
{
	unsigned from = 0;

	while (from <= INT32_MAX) {
		unsigned next = (unsigned)INT32_MAX + 1;

		for (size_t i = 0; i < n; i++)
			if ((unsigned)keep[i] >= from && (unsigned)keep[i] < next)
				next = (unsigned)keep[i];
		if (next > from)
			(void)close_range(from, next - 1, 0);
		from = next + 1;
	}
}

int proc_detach(int (*fn)(void *arg), void *arg, const int *keep_fds, size_t n, struct err *e)
{
	sigset_t mask;
	pid_t pid = fork_quietly(&mask);
	int errnum = errno, status = 0;

	if (pid == 0) {
		/* after a second fork(), it is not our child: no wait() of ours can find it */
		if (setsid() < 0 || (pid = fork()) < 0)
			_exit(errno);
		if (pid > 0)
			_exit(0);
		keep_only(keep_fds, n);
		proc_default_signals();
		_exit(fn(arg));
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	if (pid < 0)
		return err_errno(e, errnum, "cannot fork");
	reap(pid, &status);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	return err_errno(e, WIFEXITED(status) ? WEXITSTATUS(status) : EINTR, "cannot fork");
}
