/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Is my edit in this kernel at all?" */
#ifndef JIFFY_IMAGE_KERNEL_NOT_BUILT_H
#define JIFFY_IMAGE_KERNEL_NOT_BUILT_H

#include "base/err.h"
#include "base/strv.h"
#include "image/image.h"

/*
 * Adds a line for each .c file that differs from git's HEAD and that this kernel was not made from: "fs/ext4/inode.c (EXT4_FS is off;
 * --enable EXT4_FS)". Nothing, at no cost, where the tree is not git's.
 */
int not_built(const struct image *image, struct strv *out, struct err *e);

#endif
