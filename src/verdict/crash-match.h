/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches lines of a kernel log with the table of crash-rules.h, and finds functions in them. */
#ifndef JIFFY_VERDICT_CRASH_MATCH_H
#define JIFFY_VERDICT_CRASH_MATCH_H

#include "verdict/crash-rules.h"

#define CRASH_CAPTURES 4
struct crash_match {
	const struct crash_rule *rule;
	char *capture[CRASH_CAPTURES];
	char *function; /* of %f, or NULL */
};

/*
 * Finds the first rule that matches the message, which has no time stamp. False: there is none, and
 * nothing to free.
 */
bool crash_match(const char *message, struct crash_match *out);
/* Whether the message has the form of a rule's line (crash-rules.h). */
bool crash_has_form(const char *message, const char *line);
/* The match's title, without the function. Caller's. */
char *crash_title(const struct crash_match *m);
void crash_match_free(struct crash_match *m);

/*
 * "foo" if the line contains "foo+0x12/0x30 [mod]" or "foo.cold+0x1/0x2"; NULL if it names no
 * function, or the unwinder is not sure of it ("? foo+0x12/0x30"). Caller's.
 */
char *crash_function(const char *line);
/* Whether the function is only part of the reporting. */
bool crash_is_reporter(const char *function);

#endif
