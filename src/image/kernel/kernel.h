/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel: configured (allnoconfig plus fragments) and built out of tree, if something changed.
 * Build folder: <cachedir>/build/kernel-<source
 * name>-<key>+<target>[.<compiler>]+<board>[+<base>][+<feature>…].
 */
#ifndef JIFFY_IMAGE_KERNEL_KERNEL_H
#define JIFFY_IMAGE_KERNEL_KERNEL_H

#include "image/source/source.h"
#include "image/step/build.h"

struct kernel {
	/* of kernel_build(): copies that no later build changes */
	char *image;   /* for QEMU's -kernel */
	char *vmlinux; /* with symbols; NULL for a prebuilt bzImage */
	char *config;  /* .config; NULL when prebuilt */
	char *release; /* "6.1.140"; NULL when not known */
	char *sizes;   /* image/kernel/sizes.h; NULL: not known */
	char *dir;     /* build folder; NULL when prebuilt */
	char *obj;     /* O= */
	char *log;
	uint64_t size; /* bytes of RAM that the image takes; 0: not known */
	uint64_t end;  /* where the image ends in RAM, in bytes from RAM's start; 0: not known */
};

/*
 * Configures and builds what is stale. Compile errors are of kind ERR_BUILD, with the compiler's
 * lines as detail and the log's path. kernel_free() frees 'out'.
 */
int kernel_build(const struct build *b, const struct source *src, struct kernel *out,
		 struct err *e);
/* Only configures, for 'jiffy config'. */
int kernel_configure(const struct build *b, const struct source *src, struct kernel *out,
		     struct err *e);
void kernel_free(struct kernel *k);

#endif
