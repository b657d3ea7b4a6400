/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of kernels and programs that are ready to use, told apart by their first bytes. */
#ifndef JIFFY_IMAGE_SOURCE_FORMAT_H
#define JIFFY_IMAGE_SOURCE_FORMAT_H

#include "base/util.h"

#define FORMAT_HEAD 1024 /* bytes of a file that tell its format */

/* "ELF", "bzImage", "Image", or NULL: none of them. */
const char *format_of(const void *head, size_t n);
/*
 * Of an Image: where the kernel ends in memory, in bytes from the beginning of RAM, as QEMU loads
 * it. 0: not known, also for the other formats.
 */
uint64_t format_end(const void *head, size_t n);

#endif
