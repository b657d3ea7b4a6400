/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files an out-of-tree build was made from, and which object was made from which. With this
 * record, some thousand stat(2) calls notice a change in milliseconds; kbuild takes seconds to find
 * that there is nothing to do.
 *
 * The record is text:
 *	jiffy-deps 2 BYTES		the length of the lines of files, which follow:
 *	K IDENTITY PATH		read by the configuration (Kconfig files)
 *	S IDENTITY PATH		any other file of the tree or of the host
 *	G PATH			generated: made by the build itself, relative to obj
 *	objects
 *	OBJECT N N N…		made from the files of the lines N, counted from 0
 * An object's command is in its .cmd file (commands.h). Most readers only need the first part.
 */
#ifndef JIFFY_IMAGE_KBUILD_DEPS_H
#define JIFFY_IMAGE_KBUILD_DEPS_H

#include "image/kbuild/kbuild.h"

#define KBUILD_DEPS_HEADING "jiffy-deps 2 "
#define KBUILD_DEPS_OBJECTS "objects\n"
/* Kinds of files: the first letters of their lines. */
#define KBUILD_DEPS_CONFIG  "K"
#define KBUILD_DEPS_SOURCES "S"
#define KBUILD_DEPS_ALL	    "KS"

/*
 * Adds the paths of the files of these kinds that have changed since the record at 'path' was
 * written. -1: there is no record, or it cannot be read.
 */
int kbuild_deps_changes(const struct kbuild *k, const char *path, const char *kinds,
			struct strv *files);
/*
 * Why a build is needed, for people: "'fs/open.c' changed", "first build"; NULL: it is not.
 * Caller's.
 */
char *kbuild_deps_stale(const struct kbuild *k, const char *path, const char *kinds);
/* Adds the objects that were made from one of the files, which are named as in the record. */
int kbuild_deps_objects(const char *path, const struct strv *files, struct strv *objects,
			struct err *e);
/*
 * make does not compile again if a changed file is older than the object (restored from a backup or
 * by rsync). Removes the saved commands of the objects made from such files, so that it does.
 */
int kbuild_deps_forget(const struct kbuild *k, const char *path, struct err *e);

#endif
