/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a kernel has a feature: by its .config or, without one, by strings in the image. */
#ifndef JIFFY_IMAGE_KERNEL_TEXT_H
#define JIFFY_IMAGE_KERNEL_TEXT_H

#include "base/util.h"

enum kernel_text {
	KERNEL_TEXT_MISSING,
	KERNEL_TEXT_THERE,
	KERNEL_TEXT_UNKNOWN, /* of an unknown format (image/source/format.h) or compression */
};

/* Whether all the texts, each with its '\0', are in the image. */
enum kernel_text kernel_text_find(const char *image, const char *const *texts, size_t n);

/* A part of the kernel: its symbol, and a text that only kernels with it contain. */
struct kernel_part {
	const char *symbol, *text;
};
/* Whether one of the parts is certainly missing. config: the path of its .config, or NULL. */
bool kernel_lacks(const char *image, const char *config, const struct kernel_part *parts, size_t n);

#endif
