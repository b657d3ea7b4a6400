/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * Where 0, 1 or 2 are closed, the next descriptor opened takes that number, and the child's own would
 * overwrite it. Moves fd above them; -1 with errno.
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
		/* closed in us: the child gets something that works */
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

/* Whether list has an entry for the variable of s, which is "NAME" or "NAME=value". */
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

static int check_pass_fds(const struct proc *p, struct err *e)
{
	for (size_t i = 0; i < p->n_pass_fds; i++)
		if (p->pass_fds[i] <= STDERR_FILENO)
			return err_set(e, "cannot pass descriptor %d to '%s'", p->pass_fds[i],
				       p->argv.v[0]);
	return 0;
}

static void forget_pipes(struct proc *p)
{
	if (p->stdin_io == PROC_PIPE)
		p->in = -1;
	if (p->stdout_io == PROC_PIPE)
		p->out = -1;
	if (p->stderr_io == PROC_PIPE)
		p->err = -1;
}

int launch_prepare(struct launch *l, struct proc *p, struct err *e)
{
	l->p = p;
	forget_pipes(p);
	if (check_pass_fds(p, e) < 0 || prepare_io(l, STDIN_FILENO, p->stdin_io, &p->in, e) < 0 ||
	    prepare_io(l, STDOUT_FILENO, p->stdout_io, &p->out, e) < 0 ||
	    prepare_io(l, STDERR_FILENO, p->stderr_io, &p->err, e) < 0)
		return -1;
	if (make_pipe(l->report) < 0)
		return err_errno(e, errno, "cannot make a pipe");
	make_env(p, &l->env);
	return 0;
}

void launch_end(struct launch *l)
{
	for (int i = 0; i < 3; i++)
		if (l->opened[i])
			cleanup_close(&l->child[i]);
	cleanup_close(&l->report[0]);
	cleanup_close(&l->report[1]);
	strv_free(&l->env);
}

void launch_close_pipes(struct proc *p)
{
	if (p->stdin_io == PROC_PIPE)
		cleanup_close(&p->in);
	if (p->stdout_io == PROC_PIPE)
		cleanup_close(&p->out);
	if (p->stderr_io == PROC_PIPE)
		cleanup_close(&p->err);
	forget_pipes(p);
}
