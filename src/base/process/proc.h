/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Child processes: the only place that forks, executes and waits, and the only one that decodes a wait
 * status. A child dies with us (PR_SET_PDEATHSIG), gets default signal dispositions and an empty signal
 * mask, and inherits no descriptor but 0, 1, 2 and those named in 'pass_fds'.
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
	PROC_PIPE,   /* our end in 'in', 'out', 'err' after proc_start() */
	PROC_FD,     /* the descriptor in 'in', 'out', 'err', which stays ours */
	PROC_LOG,    /* out, err: appended to 'log' */
	PROC_STDOUT, /* err: wherever stdout goes */
};

struct proc {
	/* what is wanted; zero is a good default */
	struct strv argv; /* argv[0] is searched in $PATH */
	struct strv env;  /* "NAME=value" over ours; "NAME" alone removes it */
	bool clear_env;	  /* start from an empty environment but PATH and HOME */
	const char *cwd;
	enum proc_io stdin_io, stdout_io, stderr_io;
	const char *log;
	const int *pass_fds; /* kept open under their own numbers */
	size_t n_pass_fds;
	bool own_group;	  /* a process group of its own; proc_kill() then reaches all of it */
	bool own_session; /* setsid() */
	int death_signal; /* what it gets when we die; 0: SIGKILL */
	bool wait_grandchildren; /* proc_wait() also ends what is left of its group */
	int (*in_child)(
		void *arg); /* runs after fork, before exec; not 0: the child exits 127 with that errno */
	void *in_child_arg;
	/* what became of it */
	pid_t pid; /* 0: not started, or reaped */
	int in, out, err;
	bool exited; /* else: ended by 'signo' */
	int status;  /* exit status, when 'exited' */
	int signo;
};

#define PROC_INIT                                                                                  \
	{                                                                                          \
		.in = -1, .out = -1, .err = -1                                                     \
	}
#define _cleanup_proc_ _cleanup_(proc_end)

/* Starts it. A program that is not there, or cannot be executed, is an error here, not a status. */
int proc_start(struct proc *p, struct err *e);
/* Waits for its end. Interrupted by nothing; use proc_pidfd() in a loop where signals matter. */
int proc_wait(struct proc *p, struct err *e);
/* A descriptor that becomes readable when the child has ended; close it. */
int proc_pidfd(const struct proc *p, struct err *e);
void proc_kill(const struct proc *p, int signo); /* nothing when it has ended */
/* Whether it ended with status 0; otherwise sets e: "'make' exited with status 2", "'qemu…' was killed by SIGSEGV". */
int proc_ok(const struct proc *p, struct err *e);
/* How it ended, in words as above, for messages. */
char *proc_ending(const struct proc *p);
/* Kills what still runs, reaps it, closes pipes, frees argv and env. */
void proc_end(struct proc *p);

/*
 * Starts it, feeds nothing, collects stdout (up to its end) and waits; fails unless its status is 0, with
 * the last lines of stderr as detail. stdout_io and stderr_io are set by it. out may be NULL.
 */
int proc_capture(struct proc *p, struct strbuf *out, struct err *e);

/*
 * Runs a long child (own process group) whose combined output goes to p->log and line by line to
 * line(), which may be NULL; returns when it and its group have ended. When one of our stop signals
 * arrives (interrupt_fd readable, and left so for others to see; -1: none) the group gets SIGTERM, after
 * 5 s SIGKILL, and the result is an error of kind ERR_SIGNAL. The wait status is left in p for proc_ok().
 */
int proc_run_logged(struct proc *p, void (*line)(void *arg, const char *line), void *arg,
		    int interrupt_fd, struct err *e);

/*
 * Calls fn in a child without exec and returns its result (0..255); -1 when it was killed or did not end
 * within the deadline, after which it gets SIGKILL.
 */
int proc_call(int (*fn)(void *arg), void *arg, uint64_t deadline_ns, struct err *e);
/*
 * Calls fn in a process that outlives us: a session of its own, not our child, with default signals and
 * nothing open but keep_fds. Its result is lost.
 */
int proc_detach(int (*fn)(void *arg), void *arg, const int *keep_fds, size_t n, struct err *e);

/* "SIGTERM" for 15; "signal 99" for what has no name. Static or thread-local storage. */
const char *signal_name(int signo);

#endif
