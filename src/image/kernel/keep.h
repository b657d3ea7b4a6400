/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel that is booted, its symbols and its configuration: copies of what was linked. kbuild
 * links in place: once the folder's lock is released, another jiffy may link again while this one
 * starts QEMU.
 *
 * An ELF is booted without its symbols: QEMU would read and sort them, for 2 of the 30 ms of its
 * start.
 */
#ifndef JIFFY_IMAGE_KERNEL_KEEP_H
#define JIFFY_IMAGE_KERNEL_KEEP_H

#include "image/kernel/tree.h"

struct kernel_copy {
	char *image, *vmlinux, *config;
	char *sizes; /* what it is made of (sizes.h); NULL: not known, but only reports need it */
};

/*
 * To be called under the lock, after the build. Copies a kernel that was linked anew, and removes
 * old copies.
 */
int kernel_keep(const struct kernel_tree *t, struct kernel_copy *out, struct err *e);
void kernel_copy_free(struct kernel_copy *c);

#endif
