/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Is my edit in this kernel at all?" */
#ifndef JIFFY_IMAGE_KERNEL_NOT_BUILT_H
#define JIFFY_IMAGE_KERNEL_NOT_BUILT_H

#include "base/err.h"
#include "base/strv.h"

/* A kernel that was built: its tree, its .config, and the record of what it was built from. */
struct built_from {
	const char *tree, *config, *deps; /* tree or deps NULL: not known */
};

/*
 * Adds a line for each .c file that differs from git's HEAD and that the kernel was not built from:
 * "fs/ext4/inode.c (EXT4_FS is off; --enable EXT4_FS)". Adds none if the tree is not in git.
 */
int not_built(const struct built_from *from, struct strv *out, struct err *e);

#endif
