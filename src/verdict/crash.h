/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went wrong in a kernel, found in its messages. Pure.
 *
 * The agent's records of /dev/kmsg are certain: only the kernel itself writes with facility 0. A console mixes the kernel's lines
 * with those of programs, which may well show an old log. There a line counts only
 *  - with printk's time stamp, if any line has one,
 *  - and only if the stamp is not older than an earlier one, as in a replayed log; or if it is among the last lines, with only the
 *    kernel's after it.
 * A panic is the kernel's last message: on the console of a guest that did not end by itself it must be among the last lines.
 */
#ifndef JIFFY_VERDICT_CRASH_H
#define JIFFY_VERDICT_CRASH_H

#include "verdict/crash-rules.h"
#include "verdict/kmsg.h"

struct crash_source {
	const struct kmsg_record *records; /* in order, or NULL: the agent sent none */
	size_t n_records;
	const char *console; /* clean text, or NULL; next to records, only newer lines count */
	bool ended;	     /* the guest ended by itself, unexpectedly */
	bool warnings;	     /* a WARNING counts */
};

struct crash {
	const struct crash_rule *rule; /* NULL: nothing went wrong */
	bool panicked;		       /* the kernel stopped, over this or over a consequence */
	char *title;		       /* "NULL pointer dereference in foo_open" */
	char *function;		       /* where, or NULL */
	char *text;		       /* the report's lines, some sixty at most */
};

/*
 * The first real cause: damage (oops, KASAN, corruption …) or a panic without an earlier cause; else the first report that leaves
 * the kernel whole (locking, stalls); else the first WARNING, if warnings count or the kernel panicked over it.
 */
bool crash_find(const struct crash_source *s, struct crash *out);
void crash_free(struct crash *c);

#endif
