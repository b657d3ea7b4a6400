/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BusyBox binaries: checking one, and what can be known of one that somebody else built. */
#ifndef JIFFY_IMAGE_BUSYBOX_PREBUILT_H
#define JIFFY_IMAGE_BUSYBOX_PREBUILT_H

#include "image/source/source.h"
#include "image/step/build.h"

/* Whether it is a static program for this machine (ELF's e_machine), and BusyBox. */
int busybox_check_binary(const char *path, const struct elf_kind *kind, struct err *e);
/* Adds guest paths, one on each line, with or without a '/' before them; sorts the list. */
void busybox_add_applets(struct strv *applets, const char *text);
/*
 * Checks a prebuilt binary and finds its applets, once: they are kept in *dir (caller's), under the
 * digest of its content.
 */
int busybox_prebuilt(const struct build *b, const struct source *src, char **dir,
		     struct strv *applets, struct err *e);

#endif
