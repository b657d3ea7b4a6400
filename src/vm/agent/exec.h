/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command in the guest, over the channel: what it is, its stdin, stdout and stderr, signals, its end.
 * What nobody reads waits where it comes from; memory is bounded by the windows.
 */
#ifndef JIFFY_VM_AGENT_EXEC_H
#define JIFFY_VM_AGENT_EXEC_H

#include "vm/agent/channel.h"

/* Borrowed. */
struct exec_spec {
	char *const *argv;
	unsigned stream;	   /* its number; 0: 1 */
	const char *term;	   /* with a terminal: $TERM; or NULL */
	bool tty;		   /* on a terminal in the guest */
	unsigned rows, cols;	   /* of that; 0: not known */
	int in_fd, out_fd, err_fd; /* the user's; -1: none */
};

/* Each at most once. They must not free it. */
struct exec_hooks {
	void (*started)(void *arg, const struct wire_started *s);
	/* It ended, or could not be run (exec_end()), and the user has all its output. */
	void (*ended)(void *arg);
	/*
	 * The user went away: SIGPIPE (stdout is closed), SIGHUP (the terminal is); or wishes to
	 * leave, by Ctrl-a x at a terminal: SIGTERM.
	 */
	void (*gone)(void *arg, int signo);
	void *arg;
};

struct exec;
struct exec *exec_new(struct loop *l, struct channel *c, const struct exec_spec *spec,
		      const struct exec_hooks *hooks);
/* The channel's hooks for it. */
void exec_ready(struct exec *x);
const char *exec_frame(struct exec *x, const struct wire_header *h, const uint8_t *payload,
		       bool newer);
bool exec_room(struct exec *x);
/* Sends it to the command; false: that does not run. */
bool exec_signal(struct exec *x, int signo);
void exec_winsize(struct exec *x, unsigned rows, unsigned cols);
/* How it ended; NULL: it has not. */
const struct wire_exit *exec_end(const struct exec *x);
/* Bytes that the user has not taken. */
size_t exec_waiting(const struct exec *x);
void exec_free(struct exec *x); /* NULL: nothing */

#endif
