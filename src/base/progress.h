/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How libraries report progress without printing: they send events to a listener. cmd/ui/out.c
 * draws them; tests collect them.
 */
#ifndef JIFFY_BASE_PROGRESS_H
#define JIFFY_BASE_PROGRESS_H

#include "base/util.h"

enum progress_kind {
	PROGRESS_BEGIN, /* a step starts; text: why it runs */
	PROGRESS_AT,	/* done of total (0: unknown); text: the current item, or NULL */
	PROGRESS_END,	/* the step is done; text: the result, or NULL */
	PROGRESS_FRESH, /* the step is up to date; text: why */
	PROGRESS_NOTE,	/* a line for the user that belongs to no step */
	PROGRESS_WARN,	/* the same, not hidden by -q */
	PROGRESS_FACT,	/* a detail of the step, for -v */
};

struct progress_event {
	enum progress_kind kind;
	const char *step; /* "kernel", "download linux-6.6.tar.xz" …; NULL for NOTE and WARN */
	const char *text;
	uint64_t done, total;
	const char *unit; /* "files", "bytes" */
};

struct progress {
	void (*on)(struct progress *p, const struct progress_event *ev); /* NULL: nobody listens */
	int interrupt_fd; /* becomes readable when the user asks to stop; -1: none */
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
