/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of prebuilt kernels and programs, told apart by their first bytes. */
#ifndef JIFFY_IMAGE_SOURCE_FORMAT_H
#define JIFFY_IMAGE_SOURCE_FORMAT_H

#include "base/util.h"

#define FORMAT_HEAD 1024 /* bytes of a file that tell its format */

/* "ELF", "bzImage", "Image", or NULL: none of them. */
const char *format_of(const void *head, size_t n);
/* Bytes of memory that an Image or a bzImage takes; 0: not known, or another format. */
uint64_t format_size(const void *head, size_t n);
/*
 * Where an Image ends in memory once QEMU has loaded it, in bytes from the start of RAM; 0: not
 * known, or another format.
 */
uint64_t format_end(const void *head, size_t n);

#endif
