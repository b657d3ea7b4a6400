/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to set so that a symbol gets a value, as 'conf' confirmed it; or why there is no way. */
#ifndef JIFFY_DATA_KCONFIG_ADVICE_H
#define JIFFY_DATA_KCONFIG_ADVICE_H

#include "search.h"

/* Once, after conf_parse(). path: the present requests. */
void advice_init(const char *path);
/*
 * Prints "enable" and "lost" lines if there is a way, else "cause" lines. wanted: as in .config;
 * NULL: a prompt is to be visible. The symbols are left with values of a trial.
 */
void advice_print(FILE *out, struct symbol *sym, const char *wanted);

#endif
