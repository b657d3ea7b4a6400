/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console's terminal, and device nodes where there is no devtmpfs. */
#ifndef JIFFY_GUEST_SYSTEM_TTY_H
#define JIFFY_GUEST_SYSTEM_TTY_H

#include "guest/guest.h"

/*
 * Opens /dev/NAME. Where there is no devtmpfs, makes the node first, from
 * /sys/class/CLASS/NAME/dev. -1: cannot.
 */
int tty_open_node(const char *class, const char *name, int flags);
/* Opens the terminal that /dev/console refers to, and sets its size. */
void tty_find(struct guest *g);
void tty_resize(struct guest *g, uint64_t rows, uint64_t cols);

#endif
