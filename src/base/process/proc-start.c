/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/proc-start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <linux/close_range.h>

#include "base/file/fs.h"

/* What one proc_start() needs. */
struct launch {
	const struct proc *p;
	struct strv env;
	int child[3];	/* its 0, 1 and 2 */
	bool opened[3]; /* by us, so that we close child[i] */
	int report[2];	/* pipe of a 'struct failure' */
	sigset_t mask;	/* ours, to be put back */
	pid_t parent;
};

#define LAUNCH_INIT                                                                                \
	{                                                                                          \
		.child = {-1, -1, -1}, .report = { -1, -1 }                                        \
	}

/*
 * If we run with 0, 1 or 2 closed, a new descriptor gets that number and would be overwritten by
 * the child's. Moves fd above them; -1 with errno.
 */
static int above_stdio(int fd)
{
	int high = fd;

	if (fd >= 0 && fd <= STDERR_FILENO) {
		high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		close(fd);
	}
	return high;
}

static int make_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	fds[0] = above_stdio(fds[0]);
	fds[1] = above_stdio(fds[1]);
	return fds[0] < 0 || fds[1] < 0 ? -1 : 0;
}

static int open_null(void)
{
	return above_stdio(open("/dev/null", O_RDWR | O_CLOEXEC));
}

/* Makes the child's descriptor i; *mine is the member 'in', 'out' or 'err'. */
static int prepare_io(struct launch *l, int i, enum proc_io io, int *mine, struct err *e)
{
	const char *log = l->p->log;
	int fds[2] = {-1, -1};

	l->opened[i] = io == PROC_NULL || io == PROC_PIPE || io == PROC_LOG;
	switch (io) {
	case PROC_INHERIT:
		l->child[i] = i;
		if (fcntl(i, F_GETFD) >= 0)
			return 0;
		/* it is closed here: the child gets /dev/null */
		l->opened[i] = true;
		__attribute__((fallthrough));
	case PROC_NULL:
		l->child[i] = open_null();
		return l->child[i] < 0 ? err_errno(e, errno, "cannot open '/dev/null'") : 0;
	case PROC_PIPE:
		if (make_pipe(fds) < 0)
			return err_errno(e, errno, "cannot make a pipe");
		l->child[i] = fds[i != STDIN_FILENO];
		*mine = fds[i == STDIN_FILENO];
		return 0;
	case PROC_FD:
		l->child[i] = *mine;
		return 0;
	case PROC_LOG:
		l->child[i] =
			above_stdio(open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
		return l->child[i] < 0 ? err_errno(e, errno, "cannot open '%s'", log) : 0;
	case PROC_STDOUT:
		l->child[i] = l->child[STDOUT_FILENO];
		return 0;
	}
	return 0;
}

/* Whether the list has an entry for the variable of s; entries and s are "NAME" or "NAME=value". */
static bool names_variable(const struct strv *list, const char *s)
{
	size_t n = strcspn(s, "=");

	for (size_t i = 0; i < list->n; i++)
		if (strcspn(list->v[i], "=") == n && !memcmp(list->v[i], s, n))
			return true;
	return false;
}

static void make_env(const struct proc *p, struct strv *env)
{
	for (char **s = environ; s && *s; s++) {
		if (p->clear_env && !str_starts(*s, "PATH=") && !str_starts(*s, "HOME="))
			continue;
		if (!names_variable(&p->env, *s))
			strv_add(env, *s);
	}
	for (size_t i = 0; i < p->env.n; i++)
		if (strchr(p->env.v[i], '='))
			strv_add(env, p->env.v[i]);
}

/* Opens what the child gets and makes its environment. */
static int prepare(struct launch *l, struct proc *p, struct err *e)
{
	l->p = p;
	/* what is left of an earlier start */
	if (p->stdin_io == PROC_PIPE)
		p->in = -1;
	if (p->stdout_io == PROC_PIPE)
		p->out = -1;
	if (p->stderr_io == PROC_PIPE)
		p->err = -1;
	for (size_t i = 0; i < p->n_pass_fds; i++)
		if (p->pass_fds[i] <= STDERR_FILENO)
			return err_set(e, "cannot pass descriptor %d to '%s'", p->pass_fds[i],
				       p->argv.v[0]);
	if (prepare_io(l, STDIN_FILENO, p->stdin_io, &p->in, e) ||
	    prepare_io(l, STDOUT_FILENO, p->stdout_io, &p->out, e) ||
	    prepare_io(l, STDERR_FILENO, p->stderr_io, &p->err, e))
		return -1;
	if (make_pipe(l->report) < 0)
		return err_errno(e, errno, "cannot make a pipe");
	make_env(p, &l->env);
	return 0;
}

/* Closes the child's descriptors, whether it was started or not. */
static void launch_end(struct launch *l)
{
	for (int i = 0; i < 3; i++)
		if (l->opened[i])
			cleanup_close(&l->child[i]);
	cleanup_close(&l->report[0]);
	cleanup_close(&l->report[1]);
	strv_free(&l->env);
}

/* What the child writes to 'report' if something fails; a successful exec closes it. */
struct failure {
	enum { IN_SETUP, IN_CHDIR, IN_EXEC } step;
	int errnum;
};

/* The child, from here to exec; -1 with errno. */
static int set_descriptors(const struct launch *l)
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
	/* what our own parent left open stays open on Linux before 5.11, which lacks this */
	(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	for (size_t i = 0; i < l->p->n_pass_fds; i++)
		if (fcntl(l->p->pass_fds[i], F_SETFD, 0) < 0)
			return -1;
	return 0;
}

static int set_up_child(const struct launch *l)
{
	const struct proc *p = l->p;

	if (prctl(PR_SET_PDEATHSIG, p->death_signal ? p->death_signal : SIGKILL) < 0)
		return -1;
	if (getppid() != l->parent)
		_exit(127); /* the parent ended before the line above */
	if (p->own_group && setpgid(0, 0) < 0)
		return -1;
	if (set_descriptors(l) < 0)
		return -1;
	proc_default_signals();
	return 0;
}

NORETURN static void child(const struct launch *l)
{
	const struct proc *p = l->p;
	struct failure f = {.step = IN_SETUP};
	int r = 0;

	if (set_up_child(l) == 0) {
		f.step = IN_CHDIR;
		if (!p->cwd || chdir(p->cwd) == 0) {
			f.step = IN_EXEC;
			if (p->in_child)
				r = p->in_child(p->in_child_arg);
			if (r == 0)
				execvpe(p->argv.v[0], p->argv.v,
					l->env.v ? l->env.v : (char *[]){NULL});
		}
	}
	f.errnum = r > 0 ? r : errno;
	if (write(l->report[1], &f, sizeof(f)) < 0)
		_exit(126); /* the parent is gone */
	_exit(127);
}

static int fork_child(struct launch *l, struct proc *p, struct err *e)
{
	struct sigaction sa;
	sigset_t all;
	int errnum;

	/* we may have inherited an ignored SIGCHLD: the kernel would reap the child before us */
	if (sigaction(SIGCHLD, NULL, &sa) == 0 && sa.sa_handler == SIG_IGN)
		signal(SIGCHLD, SIG_DFL);
	/* no handler of ours may run in the child */
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

/*
 * execvpe() also fails with EACCES if we may not search a folder of $PATH and no other has the
 * program.
 */
static int exec_errnum(const struct proc *p, int errnum)
{
	_cleanup_free_ char *found = NULL;

	if (errnum != EACCES || strchr(p->argv.v[0], '/'))
		return errnum;
	found = path_find_program(p->argv.v[0]);
	return found ? errnum : ENOENT;
}

/* Waits for exec, or for the report that it failed. */
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
	result = prepare(&l, p, e);
	if (result == 0)
		result = fork_child(&l, p, e);
	if (result == 0)
		result = await_exec(&l, p, e);
	launch_end(&l);
	if (result < 0)
		proc_close_pipes(p);
	return result;
}
