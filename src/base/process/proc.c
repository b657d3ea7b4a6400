/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/close_range.h>

#include "base/file/fs.h"
#include "base/process/launch.h"

/* What the child tells through a pipe that exec closes: nothing, or what failed. */
struct failure {
	enum { IN_SETUP, IN_CHDIR, IN_EXEC } step;
	int errnum;
};

/* The child: from here to exec. -1 with errno. */
static int set_stdio(const struct launch *l)
{
	int high[3];

	for (int i = 0; i < 3; i++) {
		high[i] = fcntl(l->child[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		if (high[i] < 0)
			return -1;
	}
	for (int i = 0; i < 3; i++)
		if (dup2(high[i], i) < 0)
			return -1;
	return 0;
}

static int set_descriptors(const struct launch *l)
{
	if (set_stdio(l) < 0)
		return -1;
	/* for what our own parent left open; without the system call (Linux < 5.11) it stays so */
	(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	for (size_t i = 0; i < l->p->n_pass_fds; i++)
		if (fcntl(l->p->pass_fds[i], F_SETFD, 0) < 0)
			return -1;
	return 0;
}

static int set_signals(void)
{
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL); /* fails for some, which cannot be changed anyway */
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int set_up_child(const struct launch *l)
{
	const struct proc *p = l->p;

	if (prctl(PR_SET_PDEATHSIG, p->death_signal ? p->death_signal : SIGKILL) < 0)
		return -1;
	if (getppid() != l->parent)
		_exit(127); /* it ended before the line above */
	if (p->own_session ? setsid() < 0 : p->own_group && setpgid(0, 0) < 0)
		return -1;
	return set_descriptors(l) < 0 || set_signals() < 0 ? -1 : 0;
}

static int run_hook(const struct proc *p)
{
	int r = p->in_child ? p->in_child(p->in_child_arg) : 0;

	if (r > 0)
		errno = r;
	return r;
}

NORETURN static void child(const struct launch *l)
{
	const struct proc *p = l->p;
	struct failure f = {.step = IN_SETUP};

	if (set_up_child(l) == 0) {
		f.step = IN_CHDIR;
		if (!p->cwd || chdir(p->cwd) == 0) {
			f.step = IN_EXEC;
			if (run_hook(p) == 0)
				execvpe(p->argv.v[0], p->argv.v,
					l->env.v ? l->env.v : (char *[]){NULL});
		}
	}
	f.errnum = errno;
	if (write(l->report[1], &f, sizeof(f)) < 0)
		_exit(126); /* the parent is gone */
	_exit(127);
}

/* Ignored, as we may have inherited it, the kernel would reap children before we can. */
static void heed_children(void)
{
	struct sigaction sa;

	if (sigaction(SIGCHLD, NULL, &sa) == 0 && sa.sa_handler == SIG_IGN)
		signal(SIGCHLD, SIG_DFL);
}

static int fork_child(struct launch *l, struct proc *p, struct err *e)
{
	sigset_t all;
	int errnum;

	heed_children();
	/* so that no handler of ours runs in the child */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &l->mask);
	l->parent = getpid();
	p->pid = fork();
	errnum = errno;
	if (p->pid == 0)
		child(l);
	sigprocmask(SIG_SETMASK, &l->mask, NULL);
	if (p->pid > 0)
		return 0;
	p->pid = 0;
	return err_errno(e, errnum, "cannot start '%s'", p->argv.v[0]);
}

/* execvpe() says EACCES as well when $PATH has a folder that is closed to us, and the program is nowhere. */
static int exec_errnum(const struct proc *p, int errnum)
{
	_cleanup_free_ char *found = NULL;

	if (errnum != EACCES || strchr(p->argv.v[0], '/'))
		return errnum;
	found = path_find_program(p->argv.v[0]);
	return found ? errnum : ENOENT;
}

/* Waits for exec, or for the word that it failed. */
static int await_exec(struct launch *l, struct proc *p, struct err *e)
{
	struct failure f;
	ssize_t n;

	close(TAKE_FD(l->report[1]));
	do
		n = read(l->report[0], &f, sizeof(f));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return 0;
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	if (n != sizeof(f))
		return err_set(e, "cannot start '%s'", p->argv.v[0]);
	if (f.step == IN_CHDIR)
		return err_errno(e, f.errnum, "cannot enter '%s'", p->cwd);
	if (f.step == IN_SETUP)
		return err_errno(e, f.errnum, "cannot start '%s'", p->argv.v[0]);
	return err_errno(e, exec_errnum(p, f.errnum), "cannot run '%s'", p->argv.v[0]);
}

int proc_start(struct proc *p, struct err *e)
{
	struct launch l = LAUNCH_INIT;
	int result;

	BUG_ON(!p->argv.n || p->pid);
	p->exited = false;
	p->status = p->signo = 0;
	result = launch_prepare(&l, p, e);
	if (result == 0)
		result = fork_child(&l, p, e);
	if (result == 0)
		result = await_exec(&l, p, e);
	launch_end(&l);
	if (result < 0)
		launch_close_pipes(p);
	return result;
}

int proc_wait(struct proc *p, struct err *e)
{
	siginfo_t si = {0};
	int r;

	BUG_ON(!p->pid);
	/* not reaped by this: until then nobody else can get its number, nor its group's */
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
		kill(p->own_group || p->own_session ? -p->pid : p->pid, signo);
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
		return xasprintf("'%s' still runs", name);
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

void proc_end(struct proc *p)
{
	_cleanup_err_ struct err e = ERR_INIT;

	proc_kill(p, SIGKILL);
	if (p->pid && proc_wait(p, &e) < 0)
		p->pid = 0; /* somebody else reaped it */
	launch_close_pipes(p);
	strv_free(&p->argv);
	strv_free(&p->env);
}
