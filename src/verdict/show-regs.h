/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How each architecture's show_regs() begins the line with the instruction pointer's symbol. */
#ifndef JIFFY_VERDICT_SHOW_REGS_H
#define JIFFY_VERDICT_SHOW_REGS_H

#include "base/util.h"

/* NULL-terminated */
extern const char *const show_regs_words[];
/* Whether a message (without printk's prefix) is that line. */
bool show_regs_is_pointer(const char *message);

#endif
