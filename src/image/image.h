/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result: a kernel and an initramfs that boot, and what they were made from. */
#ifndef JIFFY_IMAGE_IMAGE_H
#define JIFFY_IMAGE_IMAGE_H

#include "base/err.h"
#include "base/util.h"
#include "image/initramfs/weight.h"

struct image {
	char *kernel;  /* for QEMU's -kernel */
	char *vmlinux; /* with symbols, or NULL */
	char *config;  /* the kernel's .config, or NULL */
	char *release; /* kernel release, or NULL */
	char *tree;    /* source tree that the kernel was built from, or NULL */
	char *sizes;   /* what the kernel is made of (image/kernel/sizes.h), or NULL */
	char *deps;    /* the record of what it was made from (image/kbuild/deps.h), or NULL */
	char *initramfs;
	char *busybox;	  /* the binary in it */
	char *kernel_log; /* of the last build, or NULL */
	char *busybox_log;
	uint64_t kernel_bytes, initramfs_bytes; /* sizes of the files */
	struct root_weight root;		/* what the initramfs holds */
	uint64_t kernel_size;			/* bytes of memory that it takes; 0: not known */
	uint64_t kernel_end; /* where it ends in RAM, in bytes from RAM's start; 0: not known */
};

struct build;
enum { IMAGE_KERNEL = 1, IMAGE_BUSYBOX = 2, IMAGE_INITRAMFS = 4, IMAGE_ALL = 7 };
/*
 * Builds the given parts and what they need: sources, kernel, BusyBox, agent, archive; each only if
 * it is stale. image_free() frees 'out', which is empty after an error.
 */
int image_build(const struct build *b, unsigned parts, struct image *out, struct err *e);
void image_free(struct image *i);

#endif
