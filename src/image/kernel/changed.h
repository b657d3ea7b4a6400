/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user changed in a source tree, according to git. */
#ifndef JIFFY_IMAGE_KERNEL_CHANGED_H
#define JIFFY_IMAGE_KERNEL_CHANGED_H

#include "base/err.h"
#include "base/strv.h"

/*
 * Adds the files, relative to the tree, that differ from git's HEAD or that git does not know. Adds
 * none, without an error, if there is no git or the tree is not in a repository. Writes nothing,
 * not even git's index.
 */
int changed_files(const char *tree, struct strv *out, struct err *e);
/* The same for .c files that git knows; takes milliseconds. */
int changed_sources(const char *tree, struct strv *out, struct err *e);

#endif
