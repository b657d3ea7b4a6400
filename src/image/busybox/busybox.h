/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BusyBox: defconfig plus static, with the user's fragments, built out of tree; or a prebuilt
 * static binary. Build folder: <cachedir>/build/busybox-<source name>-<key>[-musl], of a prebuilt
 * one busybox-<digest8>-<target>.
 *
 * The result is the same, byte for byte, for the same source, configuration, compiler and libc:
 * neither the time nor a path gets into it.
 */
#ifndef JIFFY_IMAGE_BUSYBOX_BUSYBOX_H
#define JIFFY_IMAGE_BUSYBOX_BUSYBOX_H

#include "image/source/source.h"
#include "image/step/build.h"

struct busybox {
	char *binary; /* static ELF of the target */
	struct strv
		applets; /* guest paths without a '/' before them, sorted: "bin/sh", "sbin/init" */
	char *config;	 /* .config, or NULL */
	char *dir;
	char *obj, *log; /* NULL for a prebuilt binary */
};

/*
 * Configures and builds when stale. A prebuilt binary must be static, of the target's machine, and
 * BusyBox. Its applets come from running it with --list-full where the host can, else from the file
 * busybox.links beside it.
 */
int busybox_build(const struct build *b, const struct source *src, struct busybox *out,
		  struct err *e);
/* Only configures, for 'jiffy config'; an error for a prebuilt binary. applets stays empty. */
int busybox_configure(const struct build *b, const struct source *src, struct busybox *out,
		      struct err *e);
/*
 * After that: opens menuconfig on the terminal. The changes as the text of a fragment; "": none.
 * Caller's.
 */
char *busybox_menuconfig(const struct build *b, const struct busybox *bb, const struct source *src,
			 struct err *e);
void busybox_free(struct busybox *bb);

#endif
