/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files of the tree (and which host headers) an out-of-tree build was made from, so that whether
 * something changed can be told by some thousand stat(2) calls, in milliseconds, instead of the seconds
 * that kbuild takes to do nothing. The list comes from the .cmd files that kbuild leaves beside each object
 * (scripts/basic/fixdep.c), include/config/auto.conf.cmd for the Kconfig files, and the makefiles
 * of the folders that these are in.
 */
#ifndef JIFFY_IMAGE_KBUILD_DEPS_H
#define JIFFY_IMAGE_KBUILD_DEPS_H

#include <time.h>

#include "image/kbuild/kbuild.h"

#define KBUILD_DEPS_HEADING "jiffy-deps 1\n"
/* How a line begins: what the configuration is made from, and the rest. */
#define KBUILD_DEPS_CONFIG  "K"
#define KBUILD_DEPS_SOURCES "S"
#define KBUILD_DEPS_ALL	    "KS"

/*
 * Writes the list to 'path' after a build, be it a failed one, that began at 'start' (CLOCK_REALTIME). What was
 * changed since then may have been read before or after, so it counts as changed next time.
 */
int kbuild_deps_write(const struct kbuild *k, const char *path, const struct timespec *start,
		      struct err *e);
/*
 * NULL when every file of the list is as it was; else why not, for people: "'fs/open.c' changed", "first
 * build". kinds: which files. Caller's.
 */
char *kbuild_deps_changed(const struct kbuild *k, const char *path, const char *kinds);
/*
 * A changed file that is older than the last build (put back from a copy, or by rsync) is none that make
 * would compile again: removes the saved commands of what is made from such files, which makes kbuild do so.
 */
int kbuild_deps_forget(const struct kbuild *k, const char *path, struct err *e);

#endif
