/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HOST[:GUEST], as --add, --push and --share take it. */
#ifndef JIFFY_SETTINGS_SPEC_H
#define JIFFY_SETTINGS_SPEC_H

#include <stddef.h>

/*
 * The last ":/" separates, since GUEST is absolute; without one, or when HOST:GUEST as a whole is
 * there, it is all HOST. *host has no '/' at its end (except "/" itself); *guest: NULL when there
 * is none. Both are the caller's.
 */
void spec_split(const char *spec, char **host, char **guest);
/* The first n bytes of the path without '/' at the end (except "/" itself). Caller's. */
char *spec_without_slashes(const char *path, size_t n);

#endif
