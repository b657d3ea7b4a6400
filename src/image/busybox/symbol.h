/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A simple reader of BusyBox's configuration language (docs/Kconfig-language.txt there), good
 * enough to say why a symbol does not have the requested value. BusyBox's 'conf', which decides,
 * cannot be asked.
 */
#ifndef JIFFY_IMAGE_BUSYBOX_SYMBOL_H
#define JIFFY_IMAGE_BUSYBOX_SYMBOL_H

#include "base/strv.h"
#include "base/util.h"

struct busybox_symbol {
	char *name;
	char *type;	     /* "bool", "int", "string", "hex"; NULL: there is no such symbol */
	char *where;	     /* "shell/Config.in:42" */
	struct strv depends; /* each an expression, of the symbol or of what encloses it */
	struct strv choice;  /* the other symbols of its choice */
	struct strv selects; /* what selects it: "SYMBOL" or "SYMBOL if EXPR" */
	struct strv known;   /* every symbol that was met */
};

/* Looks for s->name in a file's text; to be called for each file. */
void busybox_symbol_look(struct busybox_symbol *s, const char *text, const char *file);
void busybox_symbol_free(struct busybox_symbol *s);
/* The expression with the present value after each symbol: "A [=y] && !B [=n]". Caller's. */
char *busybox_symbol_values(const char *expression, const char *config_text);
/* Adds the symbols that must be y for it and are not; none if "||" and the like leave a choice. */
void busybox_symbol_unmet(const char *expression, const char *config_text, struct strv *unmet);

#endif
