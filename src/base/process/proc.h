/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child process. This folder is the only place that forks, executes and waits: proc-start.h
 * starts a child, proc-run.h runs one to its end, proc-call.h runs a function of ours.
 *
 * A child dies with us (PR_SET_PDEATHSIG: with the thread that started it). It gets default signal
 * dispositions and an empty signal mask, and inherits only the descriptors 0, 1, 2 and 'pass_fds'.
 */
#ifndef JIFFY_BASE_PROCESS_PROC_H
#define JIFFY_BASE_PROCESS_PROC_H

#include <sys/types.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/strv.h"

enum proc_io {
	PROC_NULL = 0, /* /dev/null */
	PROC_INHERIT,
	PROC_PIPE,   /* our end is in 'in', 'out', 'err' after the start */
	PROC_FD,     /* the descriptor in 'in', 'out', 'err', which stays the caller's */
	PROC_LOG,    /* out, err: appended to 'log' */
	PROC_STDOUT, /* err: the same as stdout */
};

struct proc {
	/* set before the start; zero is a good default */
	struct strv argv; /* argv[0] is looked up in $PATH */
	struct strv env;  /* "NAME=value" overrides ours; "NAME" alone removes it */
	bool clear_env;	  /* it gets only PATH and HOME of our environment */
	const char *cwd;
	enum proc_io stdin_io, stdout_io, stderr_io;
	const char *log;
	const int *pass_fds; /* kept open under their own numbers */
	size_t n_pass_fds;
	bool own_group;	  /* a process group of its own; proc_kill() then reaches all of it */
	int death_signal; /* sent to it when we die; 0: SIGKILL */
	bool wait_grandchildren; /* proc_wait() also kills what is left of its group */
	/* called between fork and exec; returns 0, or the errno that the start fails with */
	int (*in_child)(void *arg);
	void *in_child_arg;
	/* set after the start */
	pid_t pid; /* 0: not started, or reaped */
	int in, out, err;
	bool exited; /* else: killed by 'signo' */
	int status;  /* exit status, when 'exited' */
	int signo;
};

#define PROC_INIT                                                                                  \
	{                                                                                          \
		.in = -1, .out = -1, .err = -1                                                     \
	}
#define _cleanup_proc_ _cleanup_(proc_end)

/* Waits until the child has ended, even if signals arrive. To react to them, poll proc_pidfd(). */
int proc_wait(struct proc *p, struct err *e);
/* A descriptor that becomes readable when the child has ended; the caller closes it. */
int proc_pidfd(const struct proc *p, struct err *e);
void proc_kill(const struct proc *p, int signo); /* does nothing after proc_wait() */
/*
 * Fails unless it exited with status 0: "'make' exited with status 2", "'cc' was killed by
 * SIGSEGV".
 */
int proc_ok(const struct proc *p, struct err *e);
/* How it ended, in the same words. */
char *proc_ending(const struct proc *p);
/* Closes our ends of its pipes. */
void proc_close_pipes(struct proc *p);
/* Kills it if it still runs, reaps it, closes the pipes, frees argv and env. */
void proc_end(struct proc *p);

/* Sets default dispositions and an empty mask, for a child after fork(). */
void proc_default_signals(void);
/* "SIGTERM" for 15, "signal 99" for one without a name. Static or thread-local storage. */
const char *signal_name(int signo);

#endif
