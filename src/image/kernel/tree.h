/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel's source tree with its build folder, locked while a step works in it. */
#ifndef JIFFY_IMAGE_KERNEL_TREE_H
#define JIFFY_IMAGE_KERNEL_TREE_H

#include "image/kbuild/kbuild.h"
#include "image/kconfig/kconfig.h"
#include "image/source/source.h"
#include "image/step/folder.h"

/* Names in the build folder, beside those of folder.h. */
#define KERNEL_DEPS "deps" /* the record of kbuild/deps.h */

struct kernel_tree {
	const struct build *b;
	const struct source *src;
	struct folder folder;
	struct kbuild k;
	struct kconfig_requests requests;
	char *compiler; /* its identity */
};
#define KERNEL_TREE_INIT                                                                           \
	{                                                                                          \
		.folder = FOLDER_INIT                                                              \
	}
#define _cleanup_kernel_tree_ _cleanup_(kernel_tree_end)

/* Checks the tree and the tools, collects the requests and takes the build folder's lock. */
int kernel_tree_begin(struct kernel_tree *t, const struct build *b, const struct source *src,
		      struct err *e);
void kernel_tree_end(struct kernel_tree *t);
/*
 * The folder's name up to its variant, which begins with '+': variants of one source, target and
 * compiler share it. Caller's.
 */
char *kernel_family(const struct build *b, const struct source *src);

#endif
