/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tree's own 'conf --allnoconfig' makes of a set of requests. The Kconfig files are parsed
 * once; a trial takes milliseconds.
 */
#ifndef JIFFY_DATA_KCONFIG_TRIAL_H
#define JIFFY_DATA_KCONFIG_TRIAL_H

#include "tree.h"

enum owner {
	NOBODY,
	JIFFY, /* from jiffy's own lists: it may give way to what the user asks for */
	USER,
};

struct request {
	char *name, *value; /* value: as in .config; "n" for "is not set" */
	enum owner owner;
	bool unmet; /* the first trial did not meet it either */
};

struct requests {
	struct request *v;
	int n;
};

/* Reads "user NAME=VALUE" and "jiffy NAME=VALUE" lines. Exits if the file cannot be read. */
void requests_read(struct requests *r, const char *path);
const struct request *requests_find(const struct requests *r, const char *name);
/* Replaces the request for the symbol, or appends one. Copies the strings. */
void requests_set(struct requests *r, const char *name, const char *value, enum owner owner);
/* to: empty. */
void requests_copy(struct requests *to, const struct requests *from);
void requests_free(struct requests *r);

/* After conf_parse(). Leaves the symbols with the values that 'conf' computes. */
void trial(const struct requests *r);
/* Whether the symbol has the value, in the words of .config. */
bool has_value(struct symbol *sym, const char *value);

#endif
