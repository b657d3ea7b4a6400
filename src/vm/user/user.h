/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user: the terminal, and the console with what is typed at its shell. */
#ifndef JIFFY_VM_USER_USER_H
#define JIFFY_VM_USER_USER_H

#include "vm/user/console.h"
#include "vm/user/tty.h"

struct user {
	/* set by the owner, who keeps them until user_end() */
	struct loop *loop;
	int in_fd, out_fd;   /* for the console; -1: none */
	bool on_stderr;	     /* out_fd is it, not stdout */
	int raw_fd;	     /* the terminal for user_raw(); -1: none */
	bool wait_for_shell; /* an agent is expected: what is piped in waits for the shell */
	void (*gone)(void *arg);
	void (*failed)(void *arg); /* once: input or output was lost */
	void *arg;
	/* its own */
	struct console *console;
	struct tty_guard *guard;
	struct loop_timer *agent_wait;
	char *failure; /* the first loss: "cannot write to stdout: …"; NULL: none */
	bool closed;   /* the console is closed: all that the guest wrote is delivered */
};

/* Puts the terminal into raw mode until user_end(). */
int user_raw(struct user *u, struct err *e);
/* Opens the console; takes guest_fd over. */
int user_open(struct user *u, int guest_fd, const char *log, struct err *e);
/* Input or output was lost: cannot "write to stdout". */
void user_failed(struct user *u, const char *what, int errnum);
void user_agent_ready(struct user *u); /* the agent will say when the shell runs */
void user_shell_runs(struct user *u);
void user_end(struct user *u);

#endif
