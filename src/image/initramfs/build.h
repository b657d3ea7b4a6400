/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The archive in the cache: when it is written, and where it is. */
#ifndef JIFFY_IMAGE_INITRAMFS_BUILD_H
#define JIFFY_IMAGE_INITRAMFS_BUILD_H

#include "image/initramfs/manifest.h"
#include "image/step/build.h"

/*
 * Writes <cachedir>/build/initramfs-<key>/initramfs.cpio[.gz…] if the manifest, a file in it or the
 * compression changed. Returns its path; caller's.
 *
 * The key is a digest of the settings and sources that shape the archive, so that each of two
 * configurations keeps its own; folders that were not used for long are removed. An archive is
 * replaced as a whole: whoever opens it later may find a newer one with the same key, but never
 * half of one.
 */
char *initramfs_build(const struct build *b, const struct manifest *m, struct err *e);

#endif
