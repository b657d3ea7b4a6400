/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the kernel reports a crash: a table of its format strings, each with a sample and the
 * sample's title, which the tests check. To teach jiffy a new report, add a row.
 */
#ifndef JIFFY_VERDICT_CRASH_RULES_H
#define JIFFY_VERDICT_CRASH_RULES_H

#include "base/util.h"

/* What a report means for the rest of the run. */
enum crash_weight {
	CRASH_WARNS,   /* WARN_ON and the like; counts on request, or if it led to a panic */
	CRASH_REPORTS, /* a bug, but nothing is broken yet: locking, stalls, undefined behaviour */
	CRASH_DAMAGES, /* memory or a task is lost: oops, KASAN, corruption, a task that hangs */
	CRASH_ENDS,    /* panic */
	CRASH_FOLLOWS, /* a panic with an earlier cause, whose title says more */
};

/* Where to look for the function, which is appended to the title as " in FUNCTION". */
enum crash_place {
	PLACE_NONE,
	PLACE_POINTER, /* the instruction pointer; if there is none, as PLACE_FRAME */
	PLACE_FRAME,   /* the trace's first frame that is not part of the reporting */
	PLACE_LOCK,    /* lockdep's "…, at: FUNCTION" */
};

/*
 * line: how the message begins, after printk's time stamp:
 *	%s   one or more bytes, as few as fit	%n  a decimal number	%x  a hexadecimal one
 *	%f   a function, as %pS prints it: the place of the crash	%*  the rest (may be empty)
 * $1, $2, … in the title are what %s, %n, %x and %* matched; $e1 is a wait status in words.
 */
struct crash_rule {
	const char *kind; /* one word, for programs */
	enum crash_weight weight;
	enum crash_place place;
	const char *line, *title;
	const char *sample, *sample_title;
};

const struct crash_rule *crash_rules(size_t *n);

#endif
