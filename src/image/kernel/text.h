/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel has in it: told by its configuration, or, where that is not known, by its texts. */
#ifndef JIFFY_IMAGE_KERNEL_TEXT_H
#define JIFFY_IMAGE_KERNEL_TEXT_H

#include "base/util.h"

enum kernel_text {
	KERNEL_TEXT_MISSING,
	KERNEL_TEXT_THERE,
	KERNEL_TEXT_UNKNOWN, /* neither an ELF nor a bzImage whose compression is known */
};

/* Whether all the texts, each with a '\0' behind it, are in the image, which is an ELF or a bzImage. */
enum kernel_text kernel_text_find(const char *image, const char *const *texts, size_t n);

/* A part of the kernel: its symbol, and a text that only a kernel with it has. */
struct kernel_part {
	const char *symbol, *text;
};
/*
 * Whether one of them is surely not in it: by its configuration, or, where that is not known (config NULL), by its texts.
 */
bool kernel_lacks(const char *image, const char *config, const struct kernel_part *parts, size_t n);

#endif
