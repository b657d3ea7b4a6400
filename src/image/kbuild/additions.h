/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What jiffy adds to the build of a kernel's tree: make files and the layout, from data/kernel.
 *
 * make reads ours before the tree's own, in each of its sub-makes, too (MAKEFILES; GNU Make manual,
 * "The Variable MAKEFILES"). So what the tree adds to a variable later (+=) is added to ours, and
 * what it sets (:=) wins.
 */
#ifndef JIFFY_IMAGE_KBUILD_ADDITIONS_H
#define JIFFY_IMAGE_KBUILD_ADDITIONS_H

#include "image/kbuild/kbuild.h"
#include "image/step/stamp.h"

/* Adds their digests. */
int additions_stamp(const struct build *b, struct stamp *s, struct err *e);
/*
 * Writes them to obj, where a private mount namespace has them, too. The make files become one,
 * which kbuild_make() then uses; the layout becomes 'jiffy-layout.h', the name that they have for
 * it.
 */
int additions_copy(struct kbuild *k, struct err *e);

#endif
