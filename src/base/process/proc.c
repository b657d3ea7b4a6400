/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/proc.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>

int proc_wait(struct proc *p, struct err *e)
{
	siginfo_t si = {0};
	int r;

	BUG_ON(!p->pid);
	/* does not reap it yet, so that its PID and its group cannot be reused */
	do
		r = waitid(P_PID, (id_t)p->pid, &si, WEXITED | WNOWAIT);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return err_errno(e, errno, "cannot wait for '%s'", p->argv.v[0]);
	if (p->wait_grandchildren)
		proc_kill(p, SIGKILL);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	p->exited = si.si_code == CLD_EXITED;
	p->status = p->exited ? si.si_status : 0;
	p->signo = p->exited ? 0 : si.si_status;
	return 0;
}

int proc_pidfd(const struct proc *p, struct err *e)
{
	int fd = (int)syscall(SYS_pidfd_open, p->pid, 0);

	return fd < 0 ? err_errno(e, errno, "cannot watch '%s'", p->argv.v[0]) : fd;
}

void proc_kill(const struct proc *p, int signo)
{
	if (p->pid)
		kill(p->own_group ? -p->pid : p->pid, signo);
}

void proc_default_signals(void)
{
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL); /* fails for the few that cannot be changed */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

const char *signal_name(int signo)
{
	static _Thread_local char text[32];
	const char *name = sigabbrev_np(signo);

	if (name)
		snprintf(text, sizeof(text), "SIG%s", name);
	else
		snprintf(text, sizeof(text), "signal %d", signo);
	return text;
}

char *proc_ending(const struct proc *p)
{
	const char *name = p->argv.n ? p->argv.v[0] : "";

	if (p->pid)
		return xasprintf("'%s' is still running", name);
	if (p->exited)
		return xasprintf("'%s' exited with status %d", name, p->status);
	return xasprintf("'%s' was killed by %s", name, signal_name(p->signo));
}

int proc_ok(const struct proc *p, struct err *e)
{
	_cleanup_free_ char *ending = NULL;

	if (!p->pid && p->exited && !p->status)
		return 0;
	ending = proc_ending(p);
	return err_set(e, "%s", ending);
}

static void close_pipe(enum proc_io io, int *fd)
{
	if (io != PROC_PIPE)
		return;
	cleanup_close(fd);
	*fd = -1;
}

void proc_close_pipes(struct proc *p)
{
	close_pipe(p->stdin_io, &p->in);
	close_pipe(p->stdout_io, &p->out);
	close_pipe(p->stderr_io, &p->err);
}

void proc_end(struct proc *p)
{
	_cleanup_err_ struct err e = ERR_INIT;

	proc_kill(p, SIGKILL);
	if (p->pid && proc_wait(p, &e))
		p->pid = 0; /* somebody else reaped it */
	proc_close_pipes(p);
	strv_free(&p->argv);
	strv_free(&p->env);
}
