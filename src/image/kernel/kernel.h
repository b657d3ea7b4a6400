/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel: configure (allnoconfig plus fragments) and build it out of tree, when something changed.
 * Build folder: <cachedir>/build/kernel-<source name>-<key>[+machine][+feature…]; a new variant starts as a copy of its
 * nearest sibling's objects, so that switching a feature compiles only what depends on it.
 */
#ifndef JIFFY_IMAGE_KERNEL_KERNEL_H
#define JIFFY_IMAGE_KERNEL_KERNEL_H

#include "image/kconfig/kconfig.h"
#include "image/source/source.h"
#include "image/step/build.h"

struct kernel {
	/* of kernel_build(): copies that no later build writes to */
	char *image;   /* for QEMU's -kernel */
	char *vmlinux; /* with symbols; NULL for a ready bzImage */
	char *config;  /* .config; NULL when ready-made */
	char *release; /* "6.1.140"; NULL when it cannot be told */
	char *sizes;   /* image/kernel/sizes.h; NULL: not known */
	char *dir;     /* build folder; NULL when ready-made */
	char *obj;     /* O= */
	char *log;
	uint64_t end; /* physical address behind the image, when that is an ELF; else 0 */
};

/* Configures and builds when stale. Compile errors: kind ERR_BUILD, the compiler's lines as detail, the log's path. */
int kernel_build(const struct build *b, const struct source *src, struct kernel *out,
		 struct err *e);
/* Configures only (for 'jiffy config'). */
int kernel_configure(const struct build *b, const struct source *src, struct kernel *out,
		     struct err *e);
/* All wishes for these settings: base, target, machine, features, compression, the user's. */
int kernel_wants(const struct build *b, struct kconfig_wants *w, struct err *e);
/*
 * What the tree's own Kconfig says of a symbol, as lines for people: value, type, prompt, where it is defined, depends on with
 * present values, selected by, and what to enable to satisfy unmet ones. An unknown symbol is an error of kind ERR_CONFIG with the nearest known name.
 */
char *kernel_explain(const struct build *b, const struct kernel *k, const struct source *src,
		     const char *symbol, struct err *e);
/* Opens menuconfig on the terminal; the changes become text of a fragment (caller's; NULL-terminated, "" when none). */
char *kernel_menuconfig(const struct build *b, const struct kernel *k, const struct source *src,
			struct err *e);
void kernel_free(struct kernel *k);

#endif
