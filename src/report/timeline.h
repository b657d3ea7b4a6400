/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot as phases on one clock: ns since QEMU was executed. */
#ifndef JIFFY_REPORT_TIMELINE_H
#define JIFFY_REPORT_TIMELINE_H

#include "report/boot-log.h"
#include "verdict/outcome.h"

enum phase {
	PHASE_QEMU,	/* until its machine stands, the kernel's ELF file read */
	PHASE_FIRMWARE, /* firmware, and the kernel's first instructions: until its clock runs */
	PHASE_SETUP,	/* architecture and memory */
	PHASE_CORE,	/* scheduler, timers, interrupts */
	PHASE_DRIVERS,	/* the initcalls */
	PHASE_RELEASE,	/* what only the boot needed is given back */
	PHASE_EXEC,	/* execution of /init, up to its first instruction */
	PHASE_INIT,	/* /init, up to the prompt */
	PHASES,
};

struct span {
	uint64_t from,
		to; /* ns; both 0: not known, and then the phase before it is as much longer */
};

struct timeline {
	struct span phases[PHASES]; /* without gaps from 0 to total, as far as they are known */
	struct span unpack;	    /* of the initramfs, beside the initcalls */
	uint64_t total;		    /* to the prompt; 0: not known, then nothing is */
};

void timeline_make(const struct outcome_times *t, const struct boot_log *l, struct timeline *out);
/* Time of the records' clock → ns since QEMU was executed; 0: not known. */
uint64_t timeline_at(const struct outcome_times *t, const struct boot_log *l, uint64_t us);
const char *phase_name(enum phase p); /* "kernel: initcalls" */
/* The same, and "kernel" for the one phase that it is where its log is not there. */
const char *timeline_name(const struct timeline *t, enum phase p);

static inline uint64_t span_ns(const struct span *s)
{
	return s->to - s->from;
}

#endif
