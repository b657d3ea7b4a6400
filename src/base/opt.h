/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table of options feeds the command line, jiffy.ini, help, completion and the man page.
 *
 * A value is stored at 'offset' in the caller's struct; the type says how. On the command line, it
 * is "--name=value", "--name value", "-xvalue" or "-x value"; for OPT_FLAG, "--name" or
 * "--no-name"; for a choice with 'bare', the same or "--name=value". Long names may be abbreviated
 * while they are unique, unless the option removes files; "--" ends the options.
 */
#ifndef JIFFY_BASE_OPT_H
#define JIFFY_BASE_OPT_H

#include "base/err.h"
#include "base/strv.h"

enum opt_type {
	OPT_FLAG,   /* bool */
	OPT_COUNT,  /* int: how often it occurs; not in jiffy.ini */
	OPT_STRING, /* char * */
	OPT_CHOICE, /* char *, one of 'values' */
	OPT_INT,    /* int64_t within min..max */
	OPT_SIZE,   /* uint64_t bytes within min..max: "64M", "1G", "512K"; a bare number is MiB */
	/* uint64_t ns within min..max seconds: "90", "90s", "1.5m", "2h", "200ms" */
	OPT_DURATION,
	OPT_PATH,   /* char *, made absolute */
	OPT_SOURCE, /* char *, like OPT_PATH, or a URL */
	OPT_LIST,   /* struct strv: appends */
	/* struct strv: appends; made absolute ("HOST:GUEST", too); keeps a trailing '/' */
	OPT_PATH_LIST,
};

struct opt {
	const char *name;    /* long name */
	char letter;	     /* or 0 */
	const char *section; /* of jiffy.ini; NULL: command line only */
	const char *key;
	enum opt_type type;
	size_t offset;
	const char *arg;    /* the name of the value in help: "FILE" */
	const char *values; /* OPT_CHOICE: "none|gzip|xz" */
	/* OPT_CHOICE: the value of "--name" alone, "yes"; 'values' then has "yes" and "no" */
	const char *bare;
	int64_t min, max;
	const char *def;    /* default, as if typed; NULL: none */
	const char *format; /* OPT_LIST: how a value is stored, with one %s: "%s=y" */
	const char *help;   /* one line, lower case */
	unsigned cmds;	    /* which commands take it: bits defined by the caller */
	bool removes;	    /* it removes files, so its name must be written out */
};

/* Stores the value (NULL: a flag without one). Relative paths are relative to 'dir'. */
int opt_store(const struct opt *o, void *base, const char *value, const char *dir, struct err *e);
/* Stores every default of the table. */
void opt_defaults(const struct opt *table, size_t n, void *base);
void opt_free(const struct opt *table, size_t n, void *base);

/*
 * Reads the options of the commands in 'cmds' from argv[1..argc). Stops after "--" and, with
 * stop_at_arg, before the first word that is not an option; without it, adds such words to args.
 * Returns the index of the first word that was not read, or -1. Sets *saw_dashes (may be NULL) if
 * it stopped at "--".
 */
int opt_parse(const struct opt *table, size_t n, void *base, unsigned cmds, int argc, char **argv,
	      bool stop_at_arg, struct strv *args, bool *saw_dashes, struct err *e);

#endif
