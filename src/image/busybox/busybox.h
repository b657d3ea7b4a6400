/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BusyBox: defconfig plus static, with the user's fragments, built out of tree; or a prebuilt
 * static binary. Build folder: <cachedir>/build/busybox-<source name>-<key>[-musl]; for a prebuilt
 * binary busybox-<digest8>-<target>.
 *
 * The result is the same, byte for byte, for the same source, configuration, compiler and libc:
 * neither the time nor a path gets into it.
 */
#ifndef JIFFY_IMAGE_BUSYBOX_BUSYBOX_H
#define JIFFY_IMAGE_BUSYBOX_BUSYBOX_H

#include "image/source/source.h"
#include "image/step/build.h"

struct busybox {
	char *binary;	     /* static ELF of the target */
	struct strv applets; /* guest paths without a leading '/', sorted: "bin/sh", "sbin/init" */
	char *config;	     /* .config, or NULL */
	char *dir;
	char *obj, *log; /* NULL for a prebuilt binary */
};

/*
 * Configures and builds if stale. A prebuilt binary must be a static BusyBox for the target. Its
 * applets are found by running it with --list-full if the host can, else in the file busybox.links
 * beside it. busybox_free() frees 'out'.
 */
int busybox_build(const struct build *b, const struct source *src, struct busybox *out,
		  struct err *e);
/* Only configures, for 'jiffy config'; an error for a prebuilt binary. applets stays empty. */
int busybox_configure(const struct build *b, const struct source *src, struct busybox *out,
		      struct err *e);
/*
 * After busybox_configure(): opens menuconfig on the terminal. Returns the changes as the text of a
 * fragment, "" for none. Caller's.
 */
char *busybox_menuconfig(const struct build *b, const struct busybox *bb, const struct source *src,
			 struct err *e);
void busybox_free(struct busybox *bb);

#endif
