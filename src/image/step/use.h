/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this process uses in the cache after its maker's lock was released: the kernel that it
 * boots, the tree that it compiles. A shared lock (flock) on a file says so until the process ends,
 * however it ends. Whoever removes an entry first takes that lock alone, without waiting: what is
 * in use stays.
 *
 *	build/NAME/	the file "in-use" in it
 *	sources/NAME/	sources/.lock-NAME, held alone while the tree is unpacked
 *	downloads/NAME	the file itself
 */
#ifndef JIFFY_IMAGE_STEP_USE_H
#define JIFFY_IMAGE_STEP_USE_H

#include "image/step/build.h"

struct uses *uses_new(void);
void uses_free(struct uses *u); /* releases all of them */

/* Keeps the descriptor of a shared lock; if b has no uses, closes it at once. */
void use_keep(const struct build *b, int fd);
/*
 * Marks the folder that holds the file as in use, and the build folder in which that is. A file
 * elsewhere needs no mark, and a folder that is gone gets none.
 */
int use_file(const struct build *b, const char *path, struct err *e);
/*
 * Marks a tree in the cache's folder of sources as in use. Positive: it is not there. Waits for
 * whoever unpacks or removes it.
 */
int use_tree(const struct build *b, const char *tree, struct err *e);
char *use_tree_lock(const char *tree); /* the path of its lock. Caller's. */
/*
 * Makes sure that nobody uses the folder, and that nobody begins to while *fd is open. Positive:
 * somebody does.
 */
int use_exclude(const char *dir, int *fd, struct err *e);

#endif
