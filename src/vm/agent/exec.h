/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command in the guest, which is a job of the agent (job.h): its words, its stdin, stdout and
 * stderr, signals, and how it ended. Data that is not read stays at its source; the windows bound
 * memory.
 */
#ifndef JIFFY_VM_AGENT_EXEC_H
#define JIFFY_VM_AGENT_EXEC_H

#include "vm/agent/job.h"

/* Borrowed. */
struct exec_spec {
	char *const *argv;
	bool tty;		   /* on a terminal in the guest */
	const char *term;	   /* that terminal's $TERM; NULL: not set */
	unsigned rows, cols;	   /* its size; 0: not known */
	int in_fd, out_fd, err_fd; /* the user's; -1: none */
};

/* Each but 'failed' is called at most once. */
struct exec_hooks {
	void (*started)(void *arg, const struct wire_started *s);
	/* It ended or could not be run (exec_end()), and the user has all of its output. */
	void (*ended)(void *arg);
	/*
	 * The user went away: SIGPIPE if stdout was closed, SIGHUP if the terminal was. Or the user
	 * leaves, by Ctrl-a x at a terminal: SIGTERM.
	 */
	void (*gone)(void *arg, int signo);
	/*
	 * Output or input is lost, for another reason: cannot "write to stdout", "write to stderr"
	 * or "read stdin".
	 */
	void (*failed)(void *arg, const char *what, int errnum);
	void *arg;
};

struct exec;
struct exec *exec_new(struct loop *l, const struct exec_spec *spec, const struct exec_hooks *hooks);
/* For session_add(), which takes over the job, and the exec with it. */
struct job *exec_job(struct exec *x);
/* Sends the signal to the command. False: it is not running. */
bool exec_signal(struct exec *x, int signo);
void exec_winsize(struct exec *x, unsigned rows, unsigned cols);
/* How it ended; NULL if it has not. */
const struct wire_exit *exec_end(const struct exec *x);
/* Bytes of output that the user has not taken. */
size_t exec_waiting(const struct exec *x);

#endif
