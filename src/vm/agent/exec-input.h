/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user types or pipes, for a command in the guest: read only as far as that takes it. */
#ifndef JIFFY_VM_AGENT_EXEC_INPUT_H
#define JIFFY_VM_AGENT_EXEC_INPUT_H

#include "base/loop.h"

struct input_hooks {
	void (*there)(void *arg);	    /* input_take() has something */
	void (*gone)(void *arg, int signo); /* SIGHUP: the terminal is; SIGTERM: by Ctrl-a x */
	void *arg;
};

struct input;
/* fd -1: at its end. tty: Ctrl-a x leaves, Ctrl-a a is Ctrl-a. */
struct input *input_new(struct loop *l, int fd, bool tty, const struct input_hooks *hooks);
/* So many bytes more are wanted. NULL, or why that cannot be. */
const char *input_open(struct input *in, uint64_t bytes);
void input_close(struct input *in); /* nothing more is wanted */
/* What is to be sent: n 0 is its end, which comes once. False: nothing. */
bool input_take(struct input *in, const void **p, size_t *n);
void input_taken(struct input *in); /* it was */
void input_free(struct input *in);

#endif
