/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user's terminal in raw mode, and back again whatever ends us. */
#ifndef JIFFY_VM_USER_TTY_H
#define JIFFY_VM_USER_TTY_H

#include "base/err.h"

struct tty_guard;
/*
 * Puts the terminal 'fd' into raw mode. Its former modes come back with tty_guard_end(), or, whatever ends this process (SIGKILL
 * too), by a small child in a session of its own that waits for our end. NULL with e set when it fails. On the way back, line wrap
 * and cursor are turned on again (the BIOS turns wrap off). Modes that somebody else has changed since are left alone.
 */
struct tty_guard *tty_guard_raw(int fd, struct err *e);
void tty_guard_end(struct tty_guard *g); /* NULL: nothing */

#endif
