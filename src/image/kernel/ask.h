/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 'jiffy config' of the kernel: asking Kconfig, and menuconfig. Both after kernel_configure(). */
#ifndef JIFFY_IMAGE_KERNEL_ASK_H
#define JIFFY_IMAGE_KERNEL_ASK_H

#include "image/kernel/kernel.h"

/*
 * What the tree's own Kconfig says about the symbols, in lines for people: value, type, prompt,
 * where it is defined, dependencies with present values, what selects it, and what to enable for
 * it. An unknown symbol is an error of kind ERR_CONFIG with the nearest known name. Caller's.
 */
char *kernel_explain(const struct build *b, const struct kernel *k, const struct source *src,
		     const struct strv *symbols, struct err *e);
/*
 * Opens menuconfig on the terminal. Returns the changes as the text of a fragment, "" for none.
 * Caller's.
 */
char *kernel_menuconfig(const struct build *b, const struct kernel *k, const struct source *src,
			struct err *e);

#endif
