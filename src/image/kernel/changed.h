/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user changed in a source tree, by git. */
#ifndef JIFFY_IMAGE_KERNEL_CHANGED_H
#define JIFFY_IMAGE_KERNEL_CHANGED_H

#include "base/err.h"
#include "base/strv.h"

/*
 * Adds the files, relative to the tree, that differ from git's HEAD or are new to it. Nothing, and no error, where there is no git or the
 * tree is not in it. Nothing is written, not even git's index.
 */
int changed_files(const char *tree, struct strv *out, struct err *e);
/* The same of its .c files alone, and only of those that git knows: in milliseconds. */
int changed_sources(const char *tree, struct strv *out, struct err *e);

#endif
