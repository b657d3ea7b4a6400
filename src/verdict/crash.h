/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds what went wrong in a kernel from its messages. Pure.
 *
 * The agent's records of /dev/kmsg are certain: only the kernel itself writes with facility 0. On a
 * console, the kernel's lines are mixed with those of programs, which may show an old log. If any
 * line there has printk's time stamp, a line counts only if it has one, too, and
 *  - the stamp is not older than an earlier one, as it would be in an old log,
 *  - or the line is among the last ones, with only the kernel's after it.
 * With records, it must also be newer than all of them.
 *
 * A panic is the kernel's last message, and so its records do not reach the host. On the console it
 * counts if the kernel said nothing after it that only a running kernel says; and unless the guest
 * ended unexpectedly, it must be among the console's last lines. So a program can pretend a panic
 * only if it invents a time stamp and then ends the guest by other means than the kernel's.
 */
#ifndef JIFFY_VERDICT_CRASH_H
#define JIFFY_VERDICT_CRASH_H

#include "verdict/crash-rules.h"
#include "verdict/kmsg.h"

struct crash_source {
	const struct kmsg_record *records; /* in order, or NULL: the agent sent none */
	size_t n_records;
	const char *console; /* clean text, or NULL; with records, only newer lines count */
	bool ended;	     /* the guest ended unexpectedly */
	bool warnings;	     /* a WARNING counts */
};

struct crash {
	const struct crash_rule *rule; /* NULL: nothing went wrong */
	bool panicked;		       /* the kernel panicked because of this or a consequence */
	bool recorded;		       /* it is among the records */
	bool doubtful;	/* there are records, but only a single line on the console tells of it */
	char *title;	/* "NULL pointer dereference in foo_open" */
	char *function; /* where, or NULL */
	char *text;	/* the report's lines: at most sixty, and sixty that lead to it */
};

/*
 * Finds the cause: the first damage (oops, KASAN, corruption …), or a panic without an earlier
 * cause; else the first report without damage (locking, stalls); else the first WARNING, if
 * warnings count or one led to the panic.
 */
bool crash_find(const struct crash_source *s, struct crash *out);
void crash_free(struct crash *c);

#endif
