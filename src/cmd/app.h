/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every command gets, and the table of the commands. */
#ifndef JIFFY_CMD_APP_H
#define JIFFY_CMD_APP_H

#include "cmd/ui/out.h"
#include "image/image.h"
#include "image/step/build.h"
#include "settings/settings.h"
#include "settings/target.h"
#include "vm/qemu/ticks.h"

struct app {
	struct out out;
	struct settings set;
	struct strv args;     /* words that are no options */
	char **command;	      /* what stands behind "--", NULL-terminated; NULL: nothing */
	size_t n_ini_symbols; /* how many of set.kernel_set are jiffy.ini's; the rest was typed */
	char *datadir, *cachedir, *statedir;
	struct target target;
	const struct board *machine;
	struct build build; /* after app_prepare() */
	struct ticks started;
};

struct cmd {
	const char *name;
	const char *args;    /* of the usage line */
	const char *summary; /* one line */
	const char *about;   /* the rest of its help: paragraphs, an example each where it helps */
	unsigned bit;	     /* CMD_*: which settings it takes */
	bool raw;	     /* gets all its words in args, options too */
	bool program; /* its first word that is no option is a program: the rest is for that */
	/* Returns the exit status, or -1 with e set. */
	int (*run)(struct app *a, struct err *e);
};

extern const struct cmd cmd_bench, cmd_bundle, cmd_run, cmd_build, cmd_config, cmd_report,
	cmd_doctor, cmd_clean, cmd_help, cmd_complete, cmd_man;
/* All of them, NULL at the end; those whose name starts with "__" are not shown. */
extern const struct cmd *const commands[];
const struct cmd *command_find(const char *name);
bool command_hidden(const struct cmd *c);

/* Target, machine and folders: what the image needs. Fills a->build. */
int app_prepare(struct app *a, struct err *e);
/* At most 'max' words, each one of the names (NULL-terminated list); else an error of kind ERR_USAGE. */
int app_check_args(const struct app *a, const struct cmd *c, size_t max, const char *const *names,
		   struct err *e);
/* The exit status that an error is. */
int error_status(const struct app *a, const struct err *e);
/* SIGINT, SIGTERM and SIGHUP: the first one makes the descriptor readable (a byte: its number), a second one ends us at once. */
int signals_catch(struct err *e);
/* A descriptor with one byte for each change of the terminal's size. */
int signals_watch_size(struct err *e);

enum exit_status {
	STATUS_OK = 0,
	STATUS_NOT_TESTABLE = 125,
	STATUS_HOST = 128,
	STATUS_USAGE = 129,
};

#endif
