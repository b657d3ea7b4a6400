/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BusyBox: defconfig plus static, out of tree, with the user's fragments; or a ready static binary.
 * Build folder: <cachedir>/build/busybox-<source name>-<key>[-musl], of a ready one busybox-<digest8>.
 *
 * The result is the same, byte for byte, for the same source, configuration, compiler and libc: neither the
 * time nor a path gets into it.
 */
#ifndef JIFFY_IMAGE_BUSYBOX_BUSYBOX_H
#define JIFFY_IMAGE_BUSYBOX_BUSYBOX_H

#include "image/kconfig/kconfig.h"
#include "image/source/source.h"
#include "image/step/build.h"

struct busybox {
	char *binary; /* static ELF of the target */
	struct strv
		applets; /* guest paths without the first '/': "bin/sh", "sbin/init", sorted; BusyBox itself is not in it */
	char *config;	       /* .config, or NULL */
	char *dir, *obj, *log; /* obj and log: NULL for a ready binary */
};

/*
 * Configures and builds when stale. A ready binary must be static, of the target's machine, and BusyBox; its applets
 * come from running it with --list-full when the host can, else from the file busybox.links beside it.
 */
int busybox_build(const struct build *b, const struct source *src, struct busybox *out,
		  struct err *e);
/* Configures only (for 'jiffy config'); an error for a ready binary. applets stays empty. */
int busybox_configure(const struct build *b, const struct source *src, struct busybox *out,
		      struct err *e);
/* All wishes for these settings: data/busybox/static.config, the user's fragments, his own, the symbols. */
int busybox_wants(const struct build *b, struct kconfig_wants *w, struct err *e);
/* Opens menuconfig on the terminal; the changes become text of a fragment (caller's; "" when none). */
char *busybox_menuconfig(const struct build *b, const struct busybox *bb, const struct source *src,
			 struct err *e);
void busybox_free(struct busybox *bb);

#endif
