/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BusyBox: defconfig plus static, out of tree, with the user's fragments; or a ready static binary.
 * Build folder: <cachedir>/build/busybox-<source name>-<key>[-musl].
 */
#ifndef JIFFY_IMAGE_BUSYBOX_H
#define JIFFY_IMAGE_BUSYBOX_H

#include "image/build.h"
#include "image/kconfig.h"
#include "image/source.h"

struct busybox {
	char *binary;        /* static ELF of the target */
	struct strv applets; /* guest paths without the first '/': "bin/sh", "sbin/init", sorted */
	char *config;        /* .config, or NULL */
	char *dir, *obj, *log;
};

/*
 * kernel_headers: an installed include folder of the kernel for musl (from 'make headers'), NULL with glibc.
 * A ready binary must be static and of the target's machine; its applets come from running it with
 * --list-full when the host can, else from its source's busybox.links.
 */
int busybox_build(const struct build *b, const struct source *src, struct busybox *out, struct err *e);
int busybox_configure(const struct build *b, const struct source *src, struct busybox *out,
		      struct err *e);
int busybox_wants(const struct build *b, struct kconfig_wants *w, struct err *e);
char *busybox_menuconfig(const struct build *b, const struct busybox *bb, const struct source *src,
			 struct err *e);
void busybox_free(struct busybox *bb);

#endif
