/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limits that a run is given, and what it is failed for. */
#ifndef JIFFY_VERDICT_LIMITS_H
#define JIFFY_VERDICT_LIMITS_H

#include "base/util.h"

/* Time limits in ns; 0: none. */
struct limits {
	/* The whole run: timeout. */
	uint64_t run;
	/* Until the agent answers: no-boot if the kernel printed nothing, else hang. */
	uint64_t boot;
	/* Without output or a sign of life from the agent: hang. */
	uint64_t idle;
};

enum limit {
	LIMIT_NONE,
	LIMIT_RUN,
	LIMIT_BOOT,
	LIMIT_IDLE,
};

/* Which kernel reports fail the run; each level includes the ones above. */
enum fail_on {
	FAIL_ON_CRASH, /* oops, BUG, panic, corruption, locking, stalls … */
	FAIL_ON_WARN,  /* a WARNING */
	FAIL_ON_TAINT, /* a taint flag that was not set when the agent came up */
};

#endif
