/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run in a few lines, for a terminal. */
#ifndef JIFFY_REPORT_SUMMARY_H
#define JIFFY_REPORT_SUMMARY_H

#include "base/strbuf.h"
#include "verdict/outcome.h"

/* What was booted; sizes of the files in bytes, 0: not known. */
struct summary_image {
	uint64_t kernel_bytes, initramfs_bytes;
	const char *release; /* or NULL */
};

/*
 * Appends a line each for boot time, memory and sizes, if known:
 *	boot     0.24 s to the prompt: 0.09 qemu, 0.12 kernel, 0.03 init
 *	memory   241.7 MiB, 5.1 used, 3.9 of that by the kernel
 *	size     kernel 6.1.140 3.4 MiB, initramfs 1.2 MiB
 */
void summary_text(const struct outcome *o, const struct summary_image *image, struct strbuf *out);

#endif
