/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went wrong in a kernel, found in what it said. Pure.
 *
 * The agent's records of /dev/kmsg are sure: only the kernel itself writes with facility 0. A console mixes the kernel's lines with those
 * of programs, which may well show an old log. There a line counts only
 *  - with printk's time stamp, when any line has one,
 *  - and that stamp not older than one before it, as a replayed log's are; or among the last lines, with nothing but the kernel's
 *    behind them.
 * A panic is the kernel's last word: in a console whose guest did not end by itself it must be among the last lines.
 */
#ifndef JIFFY_VERDICT_CRASH_H
#define JIFFY_VERDICT_CRASH_H

#include "verdict/crash-rules.h"
#include "verdict/kmsg.h"

struct crash_source {
	const struct kmsg_record *records; /* in order, or NULL: the agent sent none */
	size_t n_records;
	const char *
		console; /* clean text, or NULL; beside records, only what is newer than they are counts */
	bool ended;    /* the guest ended by itself, unexpectedly */
	bool warnings; /* a WARNING counts */
};

struct crash {
	const struct crash_rule *rule; /* NULL: nothing went wrong */
	bool panicked;	/* the kernel has stopped, over this or over what followed from it */
	char *title;	/* "NULL pointer dereference in foo_open" */
	char *function; /* where, or NULL */
	char *text;	/* the report's lines, at most some sixty */
};

/*
 * The first real cause: damage (oops, KASAN, corruption…) or a panic that does not follow from something; else the first report that
 * leaves the kernel whole (locking, stalls); else the first WARNING, if those count or the kernel panicked over it.
 */
bool crash_find(const struct crash_source *s, struct crash *out);
void crash_free(struct crash *c);

/* Behind printk's prefix, "[    1.234567]" and a caller, "[    T1]", which may stand behind a prompt: the kernel breaks into any line. */
const char *crash_message(const char *line);

#endif
