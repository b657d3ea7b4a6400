/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of proc.c alone: what is made ready before a fork. */
#ifndef JIFFY_BASE_PROCESS_LAUNCH_H
#define JIFFY_BASE_PROCESS_LAUNCH_H

#include <signal.h>

#include "base/process/proc.h"

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

/* Opens what the child gets and makes its environment; sets 'in', 'out' and 'err' of p for pipes. */
int launch_prepare(struct launch *l, struct proc *p, struct err *e);
/* Closes what is the child's, whether it was started or not. */
void launch_end(struct launch *l);
/* Closes our ends of the pipes. */
void launch_close_pipes(struct proc *p);

#endif
