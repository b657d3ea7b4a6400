/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the agent has said about the guest. Times (converted to the host's clock), memory and taint
 * go straight into the outcome; the rest is for the judge. The guest is not trusted: a time that
 * is far from having come, or more memory than the machine has, is not believed.
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
	uint64_t zero; /* our clock when the guest's was zero; 0: not known */
	bool ready, said_bye;
	struct wire_bye bye; /* with said_bye */
	char *broken;	     /* how the agent broke the protocol, or NULL */
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
