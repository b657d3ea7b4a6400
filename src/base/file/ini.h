/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading ini files, by libinih: "[section]", "key = value", comments with ';' or '#' at line start. */
#ifndef JIFFY_BASE_FILE_INI_H
#define JIFFY_BASE_FILE_INI_H

#include "base/err.h"

/*
 * Called for each value in order; returns 0, or -1 with e set (ini_read then puts "file:line: " before
 * it). section is "" before the first heading.
 */
typedef int (*ini_fn)(void *arg, const char *section, const char *key, const char *value, int line,
		      struct err *e);
int ini_read(const char *path, ini_fn fn, void *arg, struct err *e);

#endif
