/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run's time limits, and the reports that fail it. */
#ifndef JIFFY_VERDICT_LIMITS_H
#define JIFFY_VERDICT_LIMITS_H

#include "base/util.h"

/* Time limits in ns; 0: none. */
struct limits {
	uint64_t run;  /* the whole run: timeout */
	uint64_t boot; /* until the agent answers: no-boot if the kernel was silent, else hang */
	uint64_t idle; /* without output or a sign of life from the agent: hang */
};

enum limit {
	LIMIT_NONE,
	LIMIT_RUN,
	LIMIT_BOOT,
	LIMIT_IDLE,
};

/* The kernel reports that fail the run; each level includes those above it. */
enum fail_on {
	FAIL_ON_CRASH, /* oops, BUG, panic, corruption, locking, stalls … */
	FAIL_ON_WARN,  /* a WARNING */
	FAIL_ON_TAINT, /* a taint flag that was not set when the agent came up */
};

#endif
