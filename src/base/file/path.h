/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths as text. Nothing here looks at a file. */
#ifndef JIFFY_BASE_FILE_PATH_H
#define JIFFY_BASE_FILE_PATH_H

#include "base/util.h"

/* "a/b"; only b if b is absolute or a is empty. */
char *path_join(const char *a, const char *b);
char *path_joinf(const char *a, const char *fmt, ...) PRINTF(2, 3);
char *path_dirname(const char *path);
const char *path_basename(const char *path);
/* What follows 'folder/' in the path, which it points into; NULL: the path is not below it. */
const char *path_below(const char *path, const char *folder);
/* Absolute, without '.', '..' and '//'. Symbolic links are left alone; the path need not exist. */
char *path_absolute(const char *path);

#endif
