/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a kernel log, out of records or of a console's text, and how far each is to be believed (see crash.h). */
#ifndef JIFFY_VERDICT_CRASH_LINES_H
#define JIFFY_VERDICT_CRASH_LINES_H

#include "verdict/kmsg.h"

struct crash_line {
	char *text;	     /* with its time stamp */
	const char *message; /* in 'text', behind the stamp */
	uint64_t time_us;
	bool stamped;
	bool in_order; /* it is the kernel's, as far as its time stamp tells */
	bool last;     /* nothing but the kernel's lines follow */
};

struct crash_lines {
	struct crash_line *v;
	size_t n, cap;
	uint64_t newest_us; /* of what was added and is in order */
	bool has_records;
};

/* Adds the lines of a record, if it is the kernel's. */
void crash_lines_record(struct crash_lines *l, const struct kmsg_record *r);
/* Adds those of a console's text; behind records, only the newer ones. Once, and last. */
void crash_lines_console(struct crash_lines *l, const char *text);
/* Whether any line of the text has printk's time stamp. */
bool crash_has_stamps(const char *text);
void crash_lines_free(struct crash_lines *l);

#endif
