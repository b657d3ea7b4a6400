/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Listing folders and removing them. Errors name the path. */
#ifndef JIFFY_BASE_FILE_TREE_H
#define JIFFY_BASE_FILE_TREE_H

#include "base/err.h"
#include "base/strv.h"

/* Adds the names of the folder's entries, except '.' and '..', sorted by byte. */
int fs_list(const char *path, struct strv *out, struct err *e);
/* The same, for callers that do not need the reason for a failure. False: nothing was added. */
bool fs_try_list(const char *path, struct strv *out);
/* Removes a file or a whole folder, which need not exist. Never follows a symbolic link. */
int fs_remove(const char *path, struct err *e);
/* The same, as far as possible. */
void fs_try_remove(const char *path);

#endif
