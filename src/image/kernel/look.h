/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file is that is to be booted as a kernel. QEMU's own messages about a wrong one say
 * little, and a kernel for another machine hangs in silence.
 */
#ifndef JIFFY_IMAGE_KERNEL_LOOK_H
#define JIFFY_IMAGE_KERNEL_LOOK_H

#include "image/step/build.h"

struct kernel_look {
	bool elf;      /* it is a vmlinux */
	uint64_t size; /* bytes of RAM that it takes; 0: not known */
	uint64_t end;  /* where it ends in RAM, in bytes from RAM's start; 0: not known */
};

/*
 * Fails if the file cannot be a kernel for the board: of another kind, for another machine, cut
 * off, or a vmlinux without the entry that QEMU needs. ours: jiffy built it.
 */
int kernel_look(const struct build *b, const char *image, bool ours, struct kernel_look *out,
		struct err *e);

#endif
