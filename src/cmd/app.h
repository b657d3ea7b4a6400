/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the program, and what a command is. */
#ifndef JIFFY_CMD_APP_H
#define JIFFY_CMD_APP_H

#include "cmd/ui/out.h"
#include "image/image.h"
#include "image/step/build.h"
#include "settings/settings.h"
#include "settings/target.h"
#include "verdict/outcome.h"
#include "vm/qemu/ticks.h"

struct app {
	struct out out;
	struct settings set;
	struct strv args;     /* the words that are not options */
	char **command;	      /* the words after "--", NULL-terminated; NULL: no "--" */
	size_t n_ini_symbols; /* how many of set.kernel_set jiffy.ini has */
	char *datadir, *cachedir, *statedir;
	struct target target;
	const struct board *board;
	struct build build; /* after app_prepare() */
	struct ticks started;
};

struct cmd {
	const char *name;
	const char *args;    /* of the usage line */
	const char *summary; /* one line */
	const char *about;   /* the rest of its help */
	unsigned bit;	     /* CMD_*: which settings it takes */
	bool raw;	     /* gets all words in args, including options */
	bool program; /* the first word that is not an option begins a program with its arguments */
	/* Returns the exit status, or -1 with e set. */
	int (*run)(struct app *a, struct err *e);
};

/* Finds the target, the board and the folders, and fills a->build. */
int app_prepare(struct app *a, struct err *e);
/*
 * Fails with ERR_USAGE unless args has at most 'max' words, each one of the NULL-terminated names.
 */
int app_check_args(const struct app *a, const struct cmd *c, size_t max, const char *const *names,
		   struct err *e);
/* The path of this program. Caller's; NULL with e set. */
char *app_program(struct err *e);
/* The outcome of a run that ends with this error. */
enum outcome_word error_outcome(const struct err *e);
/*
 * The exit status for the error: its outcome's, plus the number of the signal for ERR_SIGNAL. The
 * number can be read only once, so it is kept in e->signo.
 */
int error_status(const struct app *a, struct err *e);

/* Statuses that are not outcomes of a run (verdict/outcome.h). */
#define STATUS_OK    0
#define STATUS_USAGE 129

#endif
