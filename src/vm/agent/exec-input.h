/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user types or pipes to a command in the guest. Reads no more than the command does. */
#ifndef JIFFY_VM_AGENT_EXEC_INPUT_H
#define JIFFY_VM_AGENT_EXEC_INPUT_H

#include "base/loop.h"

struct input_hooks {
	void (*there)(void *arg);	       /* input_take() has something */
	void (*gone)(void *arg, int signo);    /* SIGHUP: the terminal is gone; SIGTERM: Ctrl-a x */
	void (*unread)(void *arg, int errnum); /* it cannot be read to its end */
	void *arg;
};

struct input;
/*
 * fd -1, or one that was not opened for reading: empty input. tty: if fd is a terminal, Ctrl-a x
 * leaves and Ctrl-a a is Ctrl-a.
 */
struct input *input_new(struct loop *l, int fd, bool tty, const struct input_hooks *hooks);
/* The guest accepts this many more bytes. Returns NULL, or what is wrong with that. */
const char *input_open(struct input *in, uint64_t bytes);
void input_close(struct input *in); /* the guest reads no more */
/* What to send now; n 0 is the end of the input, and comes once. False: there is nothing. */
bool input_take(struct input *in, const void **p, size_t *n);
void input_taken(struct input *in); /* it was sent */
void input_free(struct input *in);

#endif
