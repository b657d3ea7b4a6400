/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The archive in the cache: when it is written, and where it is. */
#ifndef JIFFY_IMAGE_INITRAMFS_BUILD_H
#define JIFFY_IMAGE_INITRAMFS_BUILD_H

#include "image/initramfs/manifest.h"
#include "image/step/build.h"

/*
 * Writes <cachedir>/build/initramfs-<key>/initramfs.cpio[.gz…] when the manifest, a file in it or
 * the compression changed. Returns its path; caller's.
 *
 * The key is that of the settings and sources that shape the archive, so that two configurations
 * side by side each keep theirs; those that were not used for long are removed. The archive is
 * replaced as a whole: who opens it later may find a newer one of the same key, never half of one.
 */
char *initramfs_build(const struct build *b, const struct manifest *m, struct err *e);

#endif
