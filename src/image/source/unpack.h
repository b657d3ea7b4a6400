/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacking tarballs and what is compressed, by libarchive; with initramfs.c the only file that knows it. */
#ifndef JIFFY_IMAGE_SOURCE_UNPACK_H
#define JIFFY_IMAGE_SOURCE_UNPACK_H

#include "base/strbuf.h"
#include "image/step/build.h"

/*
 * Unpacks the tarball into the empty folder 'dir', on the way to which there is no symbolic link.
 * Times and permissions come from the tarball (within the umask), owners and the times of links do
 * not. An entry that would leave the folder ('..', absolute, through a link) or that is no file,
 * folder or link is an error. Progress is that of the step 'step', by bytes of the tarball. What
 * was written before an error is left to the caller.
 */
int unpack_tarball(const struct build *b, const char *tarball, const char *dir, const char *step,
		   struct err *e);
/* Decompresses n bytes of gzip, bzip2, xz, lzma, zstd or lz4, and nothing else. */
int unpack_bytes(const void *packed, size_t n, struct strbuf *out, struct err *e);

#endif
