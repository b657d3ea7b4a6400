/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's console: bytes in both directions between its socket and the user, and a log of what the guest wrote. QEMU's own
 * multiplexer (mux=on, mode=readline) handles Ctrl-a x, Ctrl-a c and Ctrl-a h.
 */
#ifndef JIFFY_VM_USER_CONSOLE_H
#define JIFFY_VM_USER_CONSOLE_H

#include "base/err.h"
#include "base/loop.h"

/* When the console said something for the first time, and so on; ns of now_ns(), 0: not yet. */
struct console_marks {
	uint64_t last_byte;  /* so far */
	uint64_t first_byte; /* of firmware or kernel */
	uint64_t
		kernel_first; /* when the kernel began, by the time stamp of the first line shown */
};

/* They must not free the console. */
struct console_hooks {
	void (*gone)(void *arg); /* the user's terminal or pipe went away; once */
	void (*closed)(
		void *arg); /* QEMU closed the console, and all it wrote is delivered; once */
	void *arg;
};

struct console;
/*
 * guest_fd: our end of the console's socket; becomes the console's, and non-blocking. in_fd, out_fd: the user's, -1: none; their
 * flags are left alone, since other processes share them. log_path: gets what the guest wrote, escape sequences included, whatever
 * becomes of the user's terminal. A slow out_fd slows the guest down. SIGPIPE must be ignored.
 */
struct console *console_new(struct loop *l, int guest_fd, int in_fd, int out_fd,
			    const char *log_path, const struct console_hooks *hooks, struct err *e);
/* Whether in_fd is read; at first it is. */
void console_listen(struct console *c, bool on);
/*
 * The shell is about to run: in_fd is read from the moment the guest asks, that is, has written something without a newline at its
 * end, or after a second. What comes sooner is lost in the serial port.
 */
void console_listen_at_prompt(struct console *c);
/* QEMU has ended: what the socket holds now is all there will be. */
void console_finish(struct console *c);
const struct console_marks *console_marks(const struct console *c);
bool console_quit_typed(const struct console *c); /* Ctrl-a x, by a person */
/* The last lines the guest wrote, at most n, as console_text() gives them. Caller's. */
char *console_tail(const struct console *c, unsigned n);
void console_free(struct console *c); /* NULL: nothing */

#endif
