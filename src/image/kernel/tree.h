/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kernel_build(), kernel_configure() and 'jiffy config' have in common: one build folder, held. */
#ifndef JIFFY_IMAGE_KERNEL_TREE_H
#define JIFFY_IMAGE_KERNEL_TREE_H

#include "image/kbuild/kbuild.h"
#include "image/kernel/kernel.h"

/* What the settings turn on: data/kernel/NAME.config, and a part of the build folder's name. */
struct kernel_feature {
	const char *name;
	bool on;
};
#define KERNEL_FEATURES 5
void kernel_features(const struct settings *set, struct kernel_feature f[KERNEL_FEATURES]);

struct kernel_tree {
	const struct build *b;
	const struct source *src;
	struct kbuild k;
	struct kconfig_wants wants;
	char *compiler; /* what tells that it became another */
	char *why;	/* why .config became another one; NULL: it did not */
	bool looked;	/* at what the configuration is made from: it is as it was */
	int lock;
};
#define KERNEL_TREE_INIT                                                                           \
	{                                                                                          \
		.lock = -1                                                                         \
	}
#define _cleanup_kernel_tree_ _cleanup_(kernel_tree_end)

/*
 * Checks the tree and the tools, takes the build folder's lock and fills a new folder with the objects of
 * its nearest sibling.
 */
int kernel_tree_begin(struct kernel_tree *t, const struct build *b, const struct source *src,
		      struct err *e);
void kernel_tree_end(struct kernel_tree *t);
char *kernel_tree_path(const struct kernel_tree *t,
		       const char *name); /* below the build folder; caller's */
/* Makes obj/.config hold every wish, when it is stale; sets t->why. */
int kernel_tree_configure(struct kernel_tree *t, struct err *e);
/* Runs make in it. */
int kernel_tree_make(struct kernel_tree *t, const char *log, struct err *e, ...)
	__attribute__((sentinel));

/*
 * Under the lock, after the build: sets out's image, vmlinux and config to copies that nobody writes to any more, made when
 * the machine's image was linked anew.
 */
int kernel_keep_image(const struct kernel_tree *t, struct kernel *out, struct err *e);
/*
 * Beside that image, made once: the sizes of its parts (image/kernel/sizes.h). Its path; NULL: there are none, and nothing but a report
 * misses them.
 */
char *kernel_keep_sizes(const struct kernel_tree *t, const char *image);
/* Fills obj from the nearest complete build of the same source and compiler; nothing where there is none. */
int kernel_seed(struct kernel_tree *t, struct err *e);
/* The build folder's name up to its variant: siblings share it. Caller's. */
char *kernel_family(const struct build *b, const struct source *src);

#endif
