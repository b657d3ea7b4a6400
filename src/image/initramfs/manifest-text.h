/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A manifest as text. */
#ifndef JIFFY_IMAGE_INITRAMFS_MANIFEST_TEXT_H
#define JIFFY_IMAGE_INITRAMFS_MANIFEST_TEXT_H

#include "image/initramfs/manifest.h"

/*
 * Adds the entries, sorted, in gen_init_cpio's format ("file /init /host/init 0755 0 0"); in-memory
 * content is a comment. gen_init_cpio does not support names with blanks. Here blanks and
 * backslashes are written in octal ("\040"), as in /proc/mounts, so that each entry is one line.
 */
void manifest_print(const struct manifest *m, struct strbuf *out);

#endif
