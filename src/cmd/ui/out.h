/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All printing. Data goes to stdout; chatter, progress and errors go to stderr. On a terminal, a running
 * step is one line that is drawn again and again; elsewhere it is a line at its start and one at its end.
 */
#ifndef JIFFY_CMD_UI_OUT_H
#define JIFFY_CMD_UI_OUT_H

#include <pthread.h>

#include "base/err.h"
#include "base/progress.h"

/* Steps that may run side by side. */
#define OUT_STEPS 4

struct out_step {
	char *name; /* NULL: none */
	uint64_t began;
};

struct out {
	struct progress progress; /* give its address to image/ and vm/ */
	int verbose;
	bool quiet;
	bool tty;			  /* stderr is a terminal */
	bool colour;			  /* … and NO_COLOR is not set */
	bool drawn;			  /* a progress line stands on the screen */
	uint64_t painted;		  /* ns */
	struct out_step steps[OUT_STEPS]; /* that run, in no order */
	pthread_mutex_t lock;		  /* steps tell from threads of their own */
};

void out_init(struct out *o);
void out_end(struct out *o); /* clears what is drawn; nothing runs any more */

void out_data(const char *fmt, ...) PRINTF(1, 2);		 /* stdout, as it is */
void out_info(struct out *o, const char *fmt, ...) PRINTF(2, 3); /* a line, unless -q */
void out_error(struct out *o, const struct err *e);
/* Whether stdout could be written to its end: to be asked once, last. */
int out_flush(struct err *e);

#endif
