/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a ready kernel, of which no configuration is known, has in it: told by its texts. */
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

#endif
