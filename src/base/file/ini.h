/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ini files, with libinih: "[section]", "key = value", comments in lines that begin with ';' or
 * '#'.
 */
#ifndef JIFFY_BASE_FILE_INI_H
#define JIFFY_BASE_FILE_INI_H

#include "base/err.h"

/*
 * Called for each value, in order. section is "" before the first heading. Returns 0 or -1;
 * ini_read() then fails with e, with "file:line: " prepended.
 */
typedef int (*ini_fn)(void *arg, const char *section, const char *key, const char *value, int line,
		      struct err *e);
int ini_read(const char *path, ini_fn fn, void *arg, struct err *e);

#endif
