/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the agent has told about the guest. Times, by the host's clock, memory and taint go straight into the outcome; the rest is
 * for the judge. The guest is not trusted: a clock of its that cannot be right gives no times.
 */
#ifndef JIFFY_VM_AGENT_TOLD_H
#define JIFFY_VM_AGENT_TOLD_H

#include "verdict/outcome.h"
#include "wire/wire.h"

struct told {
	/* set by the owner */
	struct outcome *out;
	uint64_t start;	 /* of QEMU; now_ns() */
	uint64_t memory; /* of the machine; bytes */
	/* its own */
	uint64_t
		zero; /* of the guest's clock, by ours; 0: not known. One alignment for all stamps. */
	bool ready, said_bye;
	struct wire_bye bye; /* with said_bye */
	char *broken;	     /* how it broke the protocol, or NULL */
};

void told_ready(struct told *t, const struct wire_ready *r);
void told_prompt(struct told *t, const struct wire_prompt *p);
void told_started(struct told *t, const struct wire_started *s);
void told_ended(struct told *t, const struct wire_exit *end); /* of the command */
void told_bye(struct told *t, const struct wire_bye *b);
void told_taint(struct told *t, const struct wire_taint *taint);
void told_broken(struct told *t, const char *why);
void told_end(struct told *t);

#endif
