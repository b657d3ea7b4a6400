/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The phases of a boot on one clock: ns since QEMU was executed. Where a phase begins may not be
 * known: then its time is in the span of the phase before, whose name says so.
 */
#ifndef JIFFY_REPORT_TIMELINE_H
#define JIFFY_REPORT_TIMELINE_H

#include "report/boot-log.h"
#include "verdict/outcome.h"

enum phase {
	PHASE_QEMU,	/* until the machine is set up and the kernel loaded */
	PHASE_FIRMWARE, /* and the kernel's first instructions, until its clock runs */
	PHASE_SETUP,	/* architecture and memory */
	PHASE_CORE,	/* scheduler, timers, interrupts */
	PHASE_INITCALLS,
	PHASE_RELEASE, /* memory that only the boot needed is freed */
	PHASE_EXEC,    /* exec of /init, up to its first instruction */
	PHASE_INIT,    /* /init, up to the prompt */
	PHASES,
};

struct span {
	uint64_t from, to; /* ns; both 0: its begin is not known */
};

struct timeline {
	struct span phases[PHASES]; /* from 0 to total without a gap */
	/*
	 * What the span holds: "kernel: initcalls", or "kernel: initcalls to init memory freed" if
	 * the begin of the latter is not known. "kernel": only the kernel as a whole is known.
	 */
	char *names[PHASES];
	struct span unpack; /* of the initramfs, during the initcalls */
	uint64_t total;	    /* to the prompt; 0: nothing is known */
};

void timeline_make(const struct outcome_times *t, const struct boot_log *l, struct timeline *out);
void timeline_free(struct timeline *t);
/* The log's clock in us → ns since QEMU was executed; 0: not known. */
uint64_t timeline_at(const struct outcome_times *t, const struct boot_log *l, uint64_t us);
static inline uint64_t span_ns(const struct span *s)
{
	return s->to - s->from;
}

#endif
