/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of a kernel log, from records or from a console's text, and whether each is the kernel's
 * (crash.h).
 */
#ifndef JIFFY_VERDICT_CRASH_LINES_H
#define JIFFY_VERDICT_CRASH_LINES_H

#include "verdict/kmsg.h"

struct crash_line {
	char *text;	     /* with its time stamp */
	const char *message; /* in 'text', after the stamp */
	uint64_t time_us;
	bool record; /* not from the console */
	bool stamped;
	bool in_order; /* its time stamp is not older than the one before */
	bool last;     /* only the kernel's lines follow */
};

struct crash_lines {
	struct crash_line *v;
	size_t n, cap;
	uint64_t newest_us; /* among the lines in order */
	bool has_records;
};

/* Adds the lines of a record, if it is the kernel's own. */
void crash_lines_record(struct crash_lines *l, const struct kmsg_record *r);
/* Adds the lines of a console's text; after records, only newer ones count. Call it once, last. */
void crash_lines_console(struct crash_lines *l, const char *text);
/* Whether any line of the text has printk's time stamp. */
bool crash_has_stamps(const char *text);
void crash_lines_free(struct crash_lines *l);

/*
 * The part of the line after printk's prefix, "[    1.234567]" and perhaps a caller, "[    T1]". A
 * prompt may come before that, since the kernel writes in the middle of a line.
 */
const char *crash_message(const char *line);

#endif
