/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BusyBox from its source: what the steps of configuring and building share. For busybox*.c only. */
#ifndef JIFFY_IMAGE_BUSYBOX_TREE_H
#define JIFFY_IMAGE_BUSYBOX_TREE_H

#include "image/busybox/busybox.h"
#include "image/kbuild/kbuild.h"

struct busybox_tree {
	const struct build *b;
	const struct source *src;
	struct kbuild k;
	int lock;
	struct kconfig_wants wants;
	struct strv make;     /* arguments of every make */
	struct source kernel; /* with musl: whose headers are used */
	struct stamp headers; /* with musl: what these are made from */
	struct stamp config;  /* what .config is made from */
	struct stamp all;     /* what the binary is made from */
};
#define BUSYBOX_TREE_INIT                                                                          \
	{                                                                                          \
		.lock = -1                                                                         \
	}
#define _cleanup_tree_ _cleanup_(busybox_tree_end)

/* Checks tree and tools, takes the folder's lock, collects wishes and stamps. */
int busybox_tree_begin(struct busybox_tree *t, const struct build *b, const struct source *src,
		       struct err *e);
void busybox_tree_end(struct busybox_tree *t);
char *busybox_tree_path(const struct busybox_tree *t, const char *name); /* in the build folder */
/* make with t->make and the goals (NULL-terminated), its output in <dir>/<log>. */
int busybox_tree_make(struct busybox_tree *t, const char *log, struct err *e, ...)
	__attribute__((sentinel));

/*
 * defconfig with the wishes, unless .config is already made from just these; a lost wish is an error of kind
 * ERR_CONFIG that says why. again: what the configuration language says may have changed too.
 */
int busybox_tree_configure(struct busybox_tree *t, bool again, struct err *e);
/*
 * Says in e why these wishes are lost; returns -1. Our own that the user's stand against are no error: they are
 * noted, and 0 is returned when there are no others. 'lost' changes.
 */
int busybox_lost(const struct busybox_tree *t, const char *config, size_t *lost, size_t n,
		 struct err *e);

/* musl's compiler, and the kernel's exported headers in <dir>/headers, which musl comes without. */
int busybox_musl_begin(struct busybox_tree *t, struct err *e);
int busybox_musl_headers(struct busybox_tree *t, struct err *e);

/* Whether it is a static program for this machine (e_machine) and BusyBox. */
int busybox_check_binary(const char *path, const struct elf_kind *kind, struct err *e);
/* Takes guest paths, one a line, with or without the first '/'. */
void busybox_add_applets(struct strv *applets, const char *text);
int busybox_ready(const struct build *b, const struct source *src, struct busybox *out,
		  struct err *e);

#endif
