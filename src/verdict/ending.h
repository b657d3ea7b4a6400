/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a verdict (verdict/verdict.h), which knows of guests only, becomes by the limits and the command that
 * there were. Pure.
 */
#ifndef JIFFY_VERDICT_ENDING_H
#define JIFFY_VERDICT_ENDING_H

#include "vm/deadline.h"
#include "vm/qemu/share.h"

struct ending_facts {
	const struct machine_limits *limits;
	enum deadline passed;
	bool kernel_seen;
	char *const *command;	     /* argv; NULL: there was none */
	const struct wire_exit *end; /* of it; NULL: it had not ended */
	bool bye;		     /* the guest said good-bye */
	const struct share
		*no_share; /* since this one could not be mounted, for that errno; NULL: none */
	int no_share_errno;
	const char *broken; /* what was wrong with the agent\'s words; NULL: nothing */
	const char *console_tail;
};

/* Changes word, title, tail, status and command of o. A crash stays what it is. */
void ending(const struct ending_facts *f, struct outcome *o);

#endif
