/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a manifest takes of the guest's memory once the kernel has unpacked it. */
#ifndef JIFFY_IMAGE_INITRAMFS_WEIGHT_H
#define JIFFY_IMAGE_INITRAMFS_WEIGHT_H

#include "image/initramfs/manifest.h"

#define WEIGHT_PAGE 4096 /* the page of nearly every kernel; others need more memory */

struct root_weight {
	uint64_t files; /* entries of all types: each has an inode */
	uint64_t bytes; /* of their content, in whole pages, as tmpfs counts them */
	uint64_t links; /* symbolic ones: tmpfs keeps a short one in its inode, ramfs in a page */
};

void manifest_weigh(const struct manifest *m, struct root_weight *out);

#endif
