/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manifest → newc archive (linux: Documentation/driver-api/early-userspace/buffer-format.rst), by libarchive;
 * reproducible: manifest order, inodes counted from 1, mtime 0, no root and no scratch tree needed.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_H
#define JIFFY_IMAGE_INITRAMFS_H

#include "image/manifest.h"
#include "image/build.h"

/* Writes it to 'path', atomically. compress: none, gzip (no name, no time), zstd, xz (CRC32, as the kernel wants), lz4 (legacy frame). */
int initramfs_write(const struct manifest *m, const char *compress, const char *path, struct err *e);

/* The symbol that the kernel needs for it ("RD_GZIP"), NULL for "none". Static. */
const char *initramfs_symbol(const char *compress);

/* Adds the default content: the recipe's folders, BusyBox and its applets, /dev/console and /dev/null, /init, small /etc. */
struct busybox;
int content_default(struct manifest *m, const struct build *b, const struct busybox *bb,
		    const char *init, struct err *e);
/*
 * --add HOST[:GUEST]: a file or a folder, its links kept, with what it needs to run: the shared libraries and interpreter
 * of an ELF program (from the ELF itself), the interpreter of a script. Default place: /usr/bin for an executable
 * file, else /NAME; a GUEST that ends in '/' is a folder to put it in.
 */
int content_add(struct manifest *m, const struct build *b, const char *spec, struct err *e);

/*
 * Writes <cachedir>/build/initramfs-<key>/initramfs.cpio[.gz…] when the manifest, a file in it (size,
 * mtime, inode) or the compression changed. Returns its path.
 */
char *initramfs_build(const struct build *b, const struct manifest *m, struct err *e);

#endif
