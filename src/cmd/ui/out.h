/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All printing. Data goes to stdout; progress, notes and errors go to stderr. On a terminal, the
 * running steps share one line that is redrawn; elsewhere, each step prints a line when it starts
 * and one when it ends.
 */
#ifndef JIFFY_CMD_UI_OUT_H
#define JIFFY_CMD_UI_OUT_H

#include <pthread.h>

#include "base/err.h"
#include "base/progress.h"

/* Steps that may run at the same time. */
#define OUT_STEPS 4

struct out_step {
	char *name; /* NULL: none */
	uint64_t began;
};

struct out {
	struct progress progress; /* give its address to image/ and vm/ */
	int verbose;
	bool quiet;
	bool tty;			  /* stderr is a terminal with a cursor */
	bool colour;			  /* of stderr */
	bool drawn;			  /* the progress line is on the screen */
	uint64_t painted;		  /* now_ns() */
	struct out_step steps[OUT_STEPS]; /* running, in no order */
	pthread_mutex_t lock;		  /* steps report from their own threads */
};

void out_init(struct out *o);
void out_end(struct out *o); /* clears the progress line, when nothing runs any more */
/* Whether to colour what goes to the descriptor: a terminal, and NO_COLOR is unset or empty. */
bool out_colours(int fd);

void out_data(const char *fmt, ...) PRINTF(1, 2);		 /* to stdout, as it is */
void out_info(struct out *o, const char *fmt, ...) PRINTF(2, 3); /* a line, unless -q */
void out_say(struct out *o, const char *fmt, ...) PRINTF(2, 3);	 /* a line, even with -q */
void out_text(struct out *o, const char *text);			 /* whole lines, even with -q */
void out_error(struct out *o, const struct err *e);
/*
 * Fails if something could not be written to stdout; after success, also if it could not to stderr,
 * unless its reader is gone. Ask once, at the end.
 */
int out_flush(bool success, struct err *e);

#endif
