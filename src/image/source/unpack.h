/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacking tarballs and compressed bytes, with libarchive. */
#ifndef JIFFY_IMAGE_SOURCE_UNPACK_H
#define JIFFY_IMAGE_SOURCE_UNPACK_H

#include "base/strbuf.h"
#include "image/step/build.h"

/*
 * Unpacks the tarball into the empty folder 'dir', whose path has no symbolic links. Times and
 * permissions (within the umask) come from the tarball, owners and the times of links do not. An
 * entry that would leave the folder ('..', absolute, through a link), or that is not a file, folder
 * or link, is an error. The progress of 'step' is in bytes of the tarball. After an error the
 * caller removes what was written.
 */
int unpack_tarball(const struct build *b, const char *tarball, const char *dir, const char *step,
		   struct err *e);
/* Decompresses n bytes of gzip, bzip2, xz, lzma, zstd or lz4; anything else is an error. */
int unpack_bytes(const void *packed, size_t n, struct strbuf *out, struct err *e);

#endif
