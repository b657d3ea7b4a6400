/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table of options feeds the command line, jiffy.ini, help, completion and the man page.
 *
 * A value is stored at 'offset' of the caller's struct, as its type says. Flags: "--name=value",
 * "--name value", "-xvalue", "-x value"; "--name" and "--no-name" for OPT_FLAG; long names may be cut
 * short while they stay unique; "--" ends them.
 */
#ifndef JIFFY_BASE_OPT_H
#define JIFFY_BASE_OPT_H

#include "base/err.h"
#include "base/strv.h"

enum opt_type {
	OPT_FLAG,   /* bool */
	OPT_COUNT,  /* int: one more each time; flags only */
	OPT_STRING, /* char * */
	OPT_CHOICE, /* char *, one of 'values' */
	OPT_INT,    /* int64_t within min..max */
	OPT_SIZE,   /* uint64_t bytes within min..max; "64M", "1G", "512K"; a bare number is MiB */
	OPT_DURATION, /* uint64_t ns within min..max seconds; "90", "90s", "1.5m", "2h", "200ms"; 0: none */
	OPT_PATH,      /* char *, made absolute */
	OPT_SOURCE,    /* char *, as OPT_PATH unless it is a URL */
	OPT_LIST,      /* struct strv, one more each time */
	OPT_PATH_LIST, /* struct strv; each made absolute ("HOST:GUEST" too: it starts with the path); a '/' at the end stays */
};

struct opt {
	const char *name;    /* long name */
	char letter;	     /* or 0 */
	const char *section; /* of jiffy.ini; NULL: flag only */
	const char *key;
	enum opt_type type;
	size_t offset;
	const char *arg;    /* what help calls the value: "FILE" */
	const char *values; /* OPT_CHOICE: "none|gzip|xz" */
	int64_t min, max;
	const char *def;    /* default, as one would type it; NULL: none */
	const char *format; /* OPT_LIST: what the value becomes, with one %s: "%s=y" */
	const char *help;   /* one line, lower case */
	unsigned cmds;	    /* for which commands: bits of the caller's */
};

/* Stores value (NULL: a flag without one) as the option's type says; relative paths start at 'dir'. */
int opt_store(const struct opt *o, void *base, const char *value, const char *dir, struct err *e);
/* Stores every default of the table. */
void opt_defaults(const struct opt *table, size_t n, void *base);
void opt_free(const struct opt *table, size_t n, void *base);

/*
 * Reads argv[1..argc) for the commands in 'cmds'. Stops at "--" and, with stop_at_arg, at the first
 * argument that is no option. Words that are not options go to args. Returns the index after what was
 * read (that of the word behind "--"), or -1. saw_dashes (may be NULL) tells whether "--" ended it.
 */
int opt_parse(const struct opt *table, size_t n, void *base, unsigned cmds, int argc, char **argv,
	      bool stop_at_arg, struct strv *args, bool *saw_dashes, struct err *e);

#endif
