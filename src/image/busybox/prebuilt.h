/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BusyBox binaries: checking them, and finding the applets of one that somebody else built. */
#ifndef JIFFY_IMAGE_BUSYBOX_PREBUILT_H
#define JIFFY_IMAGE_BUSYBOX_PREBUILT_H

#include "base/file/elf.h"
#include "image/source/source.h"
#include "image/step/build.h"

/* Fails unless it is a static BusyBox for these processors. */
int busybox_check_binary(const char *path, const struct elf_kind *kind, struct err *e);
/*
 * Adds the guest paths in the text, one on each line, with or without a leading '/'; sorts the
 * list.
 */
void busybox_add_applets(struct strv *applets, const char *text);
/*
 * Checks a prebuilt binary and finds its applets. This is done once for each binary: *dir
 * (caller's) keeps the result, and is named after the digest of the binary.
 */
int busybox_prebuilt(const struct build *b, const struct source *src, char **dir,
		     struct strv *applets, struct err *e);

#endif
