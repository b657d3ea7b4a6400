/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether another compiler turns on what the present one cannot. */
#ifndef JIFFY_IMAGE_KERNEL_TRY_COMPILER_H
#define JIFFY_IMAGE_KERNEL_TRY_COMPILER_H

#include "image/kconfig/explain.h"
#include "image/source/source.h"

/*
 * Asks Kconfig again, as the other compiler (clang instead of gcc, or gcc instead of clang) is
 * told of, about each symbol whose causes have to do with the compiler. Where the symbol can be had
 * that way, its answer gets 'cc' and 'enable' and loses its causes. Does nothing if the other
 * compiler is not installed; if asking fails, the answers stay as they are.
 */
void kernel_try_compiler(const struct build *b, const struct source *src, struct explain *answers);

#endif
