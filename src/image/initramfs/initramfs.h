/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a manifest to a newc archive (linux: Documentation/driver-api/early-userspace/
 * buffer-format.rst), by libarchive. It is reproducible: sorted by path, inodes counted from 1,
 * mtime 0. It needs neither root nor a scratch tree. Names are bytes: no locale changes them.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_INITRAMFS_H
#define JIFFY_IMAGE_INITRAMFS_INITRAMFS_H

#include "image/initramfs/manifest.h"
#include "image/step/build.h"

/*
 * Writes the archive to 'path', atomically. compress: none, gzip (no name, no time), zstd, xz and
 * lz4 (compress.h). A file that changes while it is read, or that has 4 GiB or more (newc cannot
 * hold it), is an error. b, for progress and interruption, may be NULL.
 */
int initramfs_write(const struct build *b, const struct manifest *m, const char *compress,
		    const char *path, struct err *e);

#endif
