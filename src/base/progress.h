/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How image/ and vm/ tell what they do without printing: they send events to whoever listens. cmd/
 * draws them (progress line, -v, -q); a test collects them.
 */
#ifndef JIFFY_BASE_PROGRESS_H
#define JIFFY_BASE_PROGRESS_H

#include "base/util.h"

enum progress_kind {
	PROGRESS_BEGIN, /* a step starts; text: why it runs */
	PROGRESS_AT,	/* done of total (0: unknown), text: the present item, or NULL */
	PROGRESS_END,	/* the step is done; text: what came of it, or NULL */
	PROGRESS_FRESH, /* the step need not run; text: why */
	PROGRESS_NOTE,	/* one line for the user, whatever the step */
	PROGRESS_WARN,	/* the same, not hidden by -q */
	PROGRESS_FACT,	/* what the step found out, for who wants to know; text: the fact */
};

struct progress_event {
	enum progress_kind kind;
	const char *
		step; /* "kernel", "busybox", "initramfs", "download linux-6.6.tar.xz" …; NULL for NOTE and WARN */
	const char *text;
	uint64_t done, total;
	const char *unit; /* "files", "bytes" */
};

struct progress {
	void (*on)(struct progress *p, const struct progress_event *ev); /* NULL: nobody listens */
	int interrupt_fd; /* readable when the user asked to stop (proc_run_logged takes it); -1: none */
};

/* p may be NULL in all of these. */
void progress_begin(struct progress *p, const char *step, const char *fmt, ...) PRINTF(3, 4);
void progress_at(struct progress *p, const char *step, uint64_t done, uint64_t total,
		 const char *unit, const char *text);
void progress_end(struct progress *p, const char *step, const char *fmt, ...) PRINTF(3, 4);
void progress_fresh(struct progress *p, const char *step, const char *fmt, ...) PRINTF(3, 4);
void progress_fact(struct progress *p, const char *step, const char *fmt, ...) PRINTF(3, 4);
void progress_note(struct progress *p, const char *fmt, ...) PRINTF(2, 3);
void progress_warn(struct progress *p, const char *fmt, ...) PRINTF(2, 3);

#endif
