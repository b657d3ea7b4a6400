/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HOST[:GUEST], as --add, --push and --share take it. */
#ifndef JIFFY_SETTINGS_SPEC_H
#define JIFFY_SETTINGS_SPEC_H

#include <stddef.h>

/*
 * Splits at the last ":/", since GUEST is absolute. Without one, or if a file of the whole name
 * exists, all of it is HOST. *host has no '/' at its end (except "/" itself); *guest is NULL if
 * there is none. Both are the caller's.
 */
void spec_split(const char *spec, char **host, char **guest);
/* The first n bytes of the path without '/' at the end (except "/" itself). Caller's. */
char *spec_without_slashes(const char *path, size_t n);

#endif
