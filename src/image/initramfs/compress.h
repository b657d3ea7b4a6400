/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a stream of bytes to a file in a format that the kernel's decompressors read:
 *	none  as it is, in large writes
 *	xz    check CRC32, dictionary of 1 MiB, no BCJ filter (linux: lib/decompress_unxz.c,
 *	      scripts/xz_wrap.sh)
 *	lz4   the legacy frame: magic, then blocks of 8 MiB, each after its compressed size
 *	      (linux: lib/decompress_unlz4.c; lz4: doc/lz4_Frame_format.md, "Legacy frame")
 * libarchive writes gzip and zstd (initramfs.c). The same input gives the same output.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_COMPRESS_H
#define JIFFY_IMAGE_INITRAMFS_COMPRESS_H

#include "base/err.h"

struct compressor;

/* how: one of the above. fd stays the caller's; path is for messages, borrowed. */
struct compressor *compress_new(const char *how, int fd, const char *path, struct err *e);
int compress_write(struct compressor *c, const void *data, size_t n, struct err *e);
/* Writes what is left; call it once, at the end. */
int compress_end(struct compressor *c, struct err *e);
void compress_free(struct compressor *c); /* NULL: nothing */
static inline void compress_cleanup(struct compressor **c)
{
	compress_free(*c);
}

#endif
