/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's taint flags (linux: Documentation/admin-guide/tainted-kernels.rst, kernel/panic.c).
 */
#ifndef JIFFY_VERDICT_TAINT_H
#define JIFFY_VERDICT_TAINT_H

#include "base/strv.h"

/* Adds "W: a warning was issued", or for an unknown flag "bit 30", for each that is set. */
void taint_words(uint64_t flags, struct strv *out);

#endif
