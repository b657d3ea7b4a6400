/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's console on our terminal: raw mode, bytes in both directions, a log of what the guest wrote.
 * QEMU's own multiplexer (mux=on, mode=readline) handles Ctrl-a x, Ctrl-a c and Ctrl-a h.
 */
#ifndef JIFFY_VM_USER_CONSOLE_H
#define JIFFY_VM_USER_CONSOLE_H

#include "base/err.h"
#include "base/loop.h"

struct tty_guard;
/*
 * Puts the terminal 'fd' into raw mode. The former state comes back with tty_guard_end(), or, whatever ends
 * this process (SIGKILL too), by a small child in a session of its own that waits for us to go. NULL with e set
 * when it fails. On the way back line wrap and cursor are turned on again (the BIOS turns wrap off). Nothing
 * comes back where somebody else has changed the terminal since.
 */
struct tty_guard *tty_guard_raw(int fd, struct err *e);
void tty_guard_end(struct tty_guard *g); /* NULL: nothing */

/* When the console said something for the first time, and so on; ns of now_ns(), 0: not yet. */
struct console_marks {
	uint64_t last_byte;  /* so far */
	uint64_t first_byte; /* firmware or kernel */
	uint64_t
		kernel_first; /* of its first line, by its own time stamp when that line is not shown */
};

struct console;
/*
 * guest_fd: our end of the console's socket, becomes the console's, and non-blocking. in_fd, out_fd: the user's, -1: none; their flags
 * are left alone, since others share them. log_path: what the guest wrote, with escape sequences as they came; its end
 * does not depend on the user's terminal. A slow out_fd slows the guest down. SIGPIPE must be ignored.
 * The hooks must not free the console.
 */
struct console_hooks {
	void (*gone)(void *arg); /* the user's terminal went away (EPIPE, EIO, hangup); once */
	void (*closed)(
		void *arg); /* QEMU closed the console, and all that it wrote is delivered; once */
	void *arg;
};
struct console *console_new(struct loop *l, int guest_fd, int in_fd, int out_fd,
			    const char *log_path, const struct console_hooks *hooks, struct err *e);
/* Whether the user's bytes are read; at first they are. The end of a pipe is not held against it. */
void console_listen(struct console *c, bool on);
/* From when the guest asks, or now when it does: it wrote something without a newline at its end. Else what is typed ahead comes before the shell. */
void console_listen_at_prompt(struct console *c);
/* QEMU has ended: what the socket holds now is all there will be. */
void console_finish(struct console *c);
const struct console_marks *console_marks(const struct console *c);
bool console_quit_typed(const struct console *c); /* Ctrl-a x, by a person */
/* The last lines the guest wrote, at most n, without escape sequences and '\r'. Caller's. */
char *console_tail(const struct console *c, unsigned n);
/* The same of any bytes. Pure. */
char *console_text(const char *p, size_t len, unsigned n);
void console_free(struct console *c); /* NULL: nothing */

#endif
