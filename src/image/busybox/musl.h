/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --libc musl: the compiler's wrapper, and the kernel's headers for programs, which musl lacks. */
#ifndef JIFFY_IMAGE_BUSYBOX_MUSL_H
#define JIFFY_IMAGE_BUSYBOX_MUSL_H

#include "image/source/source.h"
#include "image/step/stamp.h"

#define MUSL_HEADERS "headers" /* in BusyBox's build folder */

struct musl {
	struct source kernel; /* whose headers are used */
	struct stamp headers; /* what they are made from; empty: musl is not used */
};

/* Adds the compiler to make's arguments, and chooses the source of the headers. */
int musl_begin(struct musl *m, const struct build *b, struct strv *make, struct err *e);
/* Makes <folder>/headers/include if it is stale. */
int musl_headers(const struct musl *m, const struct build *b, const char *folder, struct err *e);
void musl_free(struct musl *m);

#endif
