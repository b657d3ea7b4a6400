/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the kernel says that it crashed: a table of its own format strings, each with a sample and the title that the
 * sample gets, which the tests check. To teach jiffy a new report is to add a row.
 */
#ifndef JIFFY_VERDICT_CRASH_RULES_H
#define JIFFY_VERDICT_CRASH_RULES_H

#include "base/util.h"

/* What a report means for the rest of the run. */
enum crash_weight {
	CRASH_WARNS, /* WARN_ON and the like: counts when asked, or when the kernel panicked over it */
	CRASH_REPORTS, /* something is wrong, nothing is broken yet: locking, stalls, undefined behaviour */
	CRASH_DAMAGES, /* memory, or a task, is lost: oops, KASAN, corruption, a task that hangs */
	CRASH_ENDS,    /* panic */
	CRASH_FOLLOWS, /* a panic that something before it caused, whose title says more */
};

/* Where to look for the function, which goes behind the title as " in FUNCTION". */
enum crash_place {
	PLACE_NONE,
	PLACE_POINTER, /* the instruction pointer's, else as PLACE_FRAME */
	PLACE_FRAME,   /* the trace's first that is no part of the reporting */
	PLACE_LOCK,    /* lockdep's "…, at: FUNCTION" */
};

/*
 * line: how the message begins, behind printk's time stamp:
 *	%s   one or more bytes, as few as fit	%n  a decimal number	%x  a hexadecimal one
 *	%f   a function, as %pS prints it: it is the crash's place	%*  the rest (may be empty)
 * What %s, %n, %x and %* matched are the title's $1, $2, …
 */
struct crash_rule {
	const char *kind; /* one word for machines */
	enum crash_weight weight;
	enum crash_place place;
	const char *line, *title;
	const char *sample, *sample_title;
};

const struct crash_rule *crash_rules(size_t *n);

/* A rule's match of one line. */
#define CRASH_CAPTURES 4
struct crash_match {
	const struct crash_rule *rule;
	char *capture[CRASH_CAPTURES];
	char *function; /* of %f, or NULL */
};
/* The first rule that fits the message, which has no time stamp; false, and nothing to free, when none does. */
bool crash_match(const char *message, struct crash_match *out);
/* The match's title without function. Caller's. */
char *crash_title(const struct crash_match *m);
void crash_match_free(struct crash_match *m);

/*
 * "foo" of "foo+0x12/0x30 [mod]", or of "foo.cold+0x1/0x2", wherever in the line it stands; NULL when there is none, or the trace is
 * not sure of it ("? foo+0x12/0x30"). Caller's.
 */
char *crash_function(const char *line);
/* Whether the function only takes part in reporting. */
bool crash_is_reporter(const char *function);

#endif
