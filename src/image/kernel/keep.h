/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel that is booted, its symbols and its configuration: copies of what was linked. kbuild
 * links in place, and once the folder's lock is released, another jiffy may do so with other
 * symbols while this one starts QEMU.
 *
 * An ELF is booted without its symbols: QEMU reads and sorts them, 2 of the 30 ms of its own start.
 */
#ifndef JIFFY_IMAGE_KERNEL_KEEP_H
#define JIFFY_IMAGE_KERNEL_KEEP_H

#include "image/kernel/tree.h"

struct kernel_copy {
	char *image, *vmlinux, *config;
	char *sizes; /* what it is made of (sizes.h); NULL: not known, which only reports miss */
};

/* Under the lock, after the build. Copies only what was linked anew; old copies are removed. */
int kernel_keep(const struct kernel_tree *t, struct kernel_copy *out, struct err *e);
void kernel_copy_free(struct kernel_copy *c);

#endif
