/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new variant starts as a copy of its nearest sibling's objects, so that only what depends on the
 * difference is compiled: kbuild sees that in include/config and the saved command lines.
 */
#ifndef JIFFY_IMAGE_KERNEL_SEED_H
#define JIFFY_IMAGE_KERNEL_SEED_H

#include "image/kernel/tree.h"

/*
 * If obj is missing and there is a complete build of the same source and compiler, copies its
 * objects.
 */
int kernel_seed(struct kernel_tree *t, struct err *e);

#endif
