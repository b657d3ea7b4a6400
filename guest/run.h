/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts a command: pipes or a terminal, a session of its own, the program. */
#ifndef JIFFY_GUEST_RUN_H
#define JIFFY_GUEST_RUN_H

#include "guest/guest.h"

/*
 * Starts c->argv, whose element -1 is ours to use. Returns 0, or the errno of *why (enum wire_end).
 */
int command_run(struct command *c, unsigned *why);
void command_resize(struct command *c, uint64_t rows, uint64_t cols);

#endif
