/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A BusyBox source tree with its build folder, locked while a step works in it. */
#ifndef JIFFY_IMAGE_BUSYBOX_TREE_H
#define JIFFY_IMAGE_BUSYBOX_TREE_H

#include "image/busybox/musl.h"
#include "image/kbuild/kbuild.h"
#include "image/kconfig/kconfig.h"
#include "image/step/folder.h"

struct busybox_tree {
	const struct build *b;
	const struct source *src;
	struct folder folder;
	struct kbuild k;
	struct kconfig_requests requests;
	struct strv make;    /* arguments of every make */
	struct musl musl;    /* empty with glibc */
	struct stamp config; /* what .config is made from */
	struct stamp all;    /* what the binary is made from */
};
#define BUSYBOX_TREE_INIT                                                                          \
	{                                                                                          \
		.folder = FOLDER_INIT                                                              \
	}
#define _cleanup_tree_ _cleanup_(busybox_tree_end)

/* Checks the tree and the tools, collects requests and stamps, and takes the folder's lock. */
int busybox_tree_begin(struct busybox_tree *t, const struct build *b, const struct source *src,
		       struct err *e);
void busybox_tree_end(struct busybox_tree *t);

#endif
