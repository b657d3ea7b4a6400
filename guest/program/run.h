/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts a command, in a session of its own, on pipes or a terminal. */
#ifndef JIFFY_GUEST_PROGRAM_RUN_H
#define JIFFY_GUEST_PROGRAM_RUN_H

#include "guest/guest.h"

/*
 * Starts c->argv; may use its element -1. Returns 0, or the errno, and in *why what failed (enum
 * wire_end).
 */
int command_run(struct command *c, unsigned *why);
void command_resize(struct command *c, uint64_t rows, uint64_t cols);

#endif
