/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the user's terminal into raw mode, and restores it however we end. */
#ifndef JIFFY_VM_USER_TTY_H
#define JIFFY_VM_USER_TTY_H

#include "base/err.h"

struct tty_guard;
/*
 * Puts the terminal 'fd' into raw mode. tty_guard_end() restores its former modes; if this process
 * ends in any other way, even by SIGKILL, a small child in a session of its own does. That also
 * turns line wrap and the cursor on again (the BIOS turns wrap off). Modes that another program has
 * changed since are left alone. NULL with e set: it failed.
 */
struct tty_guard *tty_guard_raw(int fd, struct err *e);
void tty_guard_end(struct tty_guard *g); /* NULL: nothing */

#endif
