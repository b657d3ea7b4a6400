/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What source.c asks of folders and names; the rest of the program sees source.h. */
#ifndef JIFFY_IMAGE_SOURCE_TREE_H
#define JIFFY_IMAGE_SOURCE_TREE_H

#include "base/err.h"

/* Whether the folder is a BusyBox tree: Makefile, Config.in, applets/applets.c. */
bool source_is_busybox_tree(const char *dir);
/*
 * The tree's name, "<what>-" and the version that its Makefile has (VERSION, PATCHLEVEL, SUBLEVEL,
 * EXTRAVERSION: kernel and BusyBox alike): "linux-6.1.140". Caller's.
 */
char *source_tree_name(const char *dir, const char *what);
/*
 * A file's name without ".tar.xz" and the like, fit for a folder's name (kbuild takes no blanks and
 * colons). Caller's.
 */
char *source_plain_name(const char *path);

#endif
