/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manifest → newc archive (linux: Documentation/driver-api/early-userspace/buffer-format.rst), by libarchive;
 * reproducible: sorted by path, inodes counted from 1, mtime 0, no root and no scratch tree needed. Names are
 * bytes: no locale changes them.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_INITRAMFS_H
#define JIFFY_IMAGE_INITRAMFS_INITRAMFS_H

#include "image/initramfs/manifest.h"
#include "image/step/build.h"

/*
 * Writes it to 'path', atomically. compress: none, gzip (no name, no time), zstd, xz and lz4 (compress.h).
 * A file that changes while it is read, or of 4 GiB and more (newc cannot hold it), is an error. b, for progress
 * and interruption, may be NULL.
 */
int initramfs_write(const struct build *b, const struct manifest *m, const char *compress,
		    const char *path, struct err *e);

/* The symbol that the kernel needs for it ("RD_GZIP"), NULL for "none". Static. */
const char *initramfs_symbol(const char *compress);

/*
 * Writes <cachedir>/build/initramfs-<key>/initramfs.cpio[.gz…] when the manifest, a file in it (size, mtime, ctime,
 * inode) or the compression changed. Returns its path. The key stands for the settings and sources that shape
 * the archive, so that two configurations side by side keep one each; the folders used last are kept. It is
 * replaced as a whole: who opens it later may find a newer one of the same key, never a half-written one.
 */
char *initramfs_build(const struct build *b, const struct manifest *m, struct err *e);

/* The rest is in content.c and content-add.c. */

/*
 * Adds the default content: the recipe's folders, BusyBox and its applets, /dev/console and /dev/null, /init with
 * what it needs to run, small /etc.
 */
struct busybox;
int content_default(struct manifest *m, const struct build *b, const struct busybox *bb,
		    const char *init, struct err *e);
/*
 * --add HOST[:GUEST]: a file or a folder, its links kept, with what it needs to run: the shared libraries and interpreter
 * of an ELF program (from the ELF itself), the interpreter of a script (needs.h). When HOST:GUEST as a whole is there, it
 * is HOST; else the last ":/" separates. Default place: /usr/bin for an executable
 * file, else /NAME; a GUEST that ends in '/' is a folder to put it in, but "/" takes the content of a folder.
 * Everything belongs to root; sockets are left out with a warning. In a folder, what a program needs and is not
 * there is a warning, too; for a file it is an error.
 */
int content_add(struct manifest *m, const struct build *b, const char *spec, struct err *e);

#endif
