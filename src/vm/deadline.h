/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time limits of a run. */
#ifndef JIFFY_VM_DEADLINE_H
#define JIFFY_VM_DEADLINE_H

#include "verdict/limits.h"
#include "vm/agent/channel.h"
#include "vm/user/console.h"

struct deadlines {
	/* set by the owner, who keeps them until deadlines_end() */
	struct loop *loop;
	const struct limits *limits;
	struct channel *channel;
	const struct console *console;
	void (*passed)(void *arg); /* once: 'which' is set */
	void *arg;
	/* its own */
	enum limit which; /* the limit that expired first */
	uint64_t begun;	  /* now_ns() */
	struct loop_timer *run, *boot, *idle;
};

void deadlines_begin(struct deadlines *d);
void deadlines_ready(struct deadlines *d); /* the guest has booted: its agent answers */
void deadlines_end(struct deadlines *d);   /* from now on, none expires */

#endif
