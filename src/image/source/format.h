/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formats of prebuilt kernels and programs, told apart by their first bytes. n: how many of
 * them there are, at most FORMAT_HEAD.
 */
#ifndef JIFFY_IMAGE_SOURCE_FORMAT_H
#define JIFFY_IMAGE_SOURCE_FORMAT_H

#include "base/file/elf.h"

#define FORMAT_HEAD 1024 /* bytes of a file that tell its format */

/* "ELF", "bzImage", "Image", or NULL: none of them. */
const char *format_of(const void *head, size_t n);
/*
 * What a file is that is none of them, for people, after "it is": "compressed with gzip: unpack it
 * first". NULL: not known.
 */
const char *format_other(const void *head, size_t n);
/* The machine that an Image or a bzImage is for; false: its first bytes do not say it. */
bool format_kind(const void *head, size_t n, struct elf_kind *out);
/* How many bytes an Image or a bzImage has at least; 0: not known. */
uint64_t format_length(const void *head, size_t n);
/* Bytes of memory that an Image or a bzImage takes; 0: not known. */
uint64_t format_size(const void *head, size_t n);
/*
 * Where an Image ends in memory once QEMU has loaded it, in bytes from the start of RAM; 0: not
 * known, or another format.
 */
uint64_t format_end(const void *head, size_t n);

#endif
