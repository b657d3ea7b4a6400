/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's console: bytes in both directions between its socket and the user, and a log of what
 * the guest wrote. QEMU's own multiplexer (mux=on, mode=readline) handles Ctrl-a x, Ctrl-a c and
 * Ctrl-a h.
 */
#ifndef JIFFY_VM_USER_CONSOLE_H
#define JIFFY_VM_USER_CONSOLE_H

#include "base/err.h"
#include "base/loop.h"

/* Times of what the console showed; now_ns(), 0: not yet. */
struct console_marks {
	uint64_t last_byte;    /* so far */
	uint64_t first_byte;   /* of firmware or kernel */
	uint64_t kernel_first; /* the kernel's start, by the time stamp of its first line */
};

/* They must not free the console. */
struct console_hooks {
	void (*gone)(void *arg); /* once: the user's terminal or pipe went away */
	/* Output cannot be written, or input not be read to its end, for another reason. */
	void (*failed)(void *arg, bool input, int errnum);
	void (*closed)(void *arg); /* once: QEMU closed it, and all that it wrote is delivered */
	void *arg;
};

struct console;
/*
 * guest_fd: our end of the console's socket; becomes the console's, and non-blocking. in_fd,
 * out_fd: the user's, -1: none; their flags are left alone, since other processes share them.
 * log_path gets all that the guest writes, with escape sequences, even if the user's terminal goes
 * away. A slow out_fd slows the guest down. SIGPIPE must be ignored.
 */
struct console *console_new(struct loop *l, int guest_fd, int in_fd, int out_fd,
			    const char *log_path, const struct console_hooks *hooks, struct err *e);
/* Turns reading from in_fd on or off. At first it is on. */
void console_listen(struct console *c, bool on);
/*
 * The shell is about to run. Reads in_fd once the guest shows a prompt (a last line without a
 * newline), or after a second. The serial port would lose earlier input.
 */
void console_listen_at_prompt(struct console *c);
/* QEMU has ended: the socket holds all that is left. */
void console_finish(struct console *c);
const struct console_marks *console_marks(const struct console *c);
int console_log_errnum(const struct console *c);  /* why the log is not complete; 0: it is */
bool console_quit_typed(const struct console *c); /* Ctrl-a x, at a terminal */
/* The last n lines that the guest wrote, as console_text() returns them. Caller's. */
char *console_tail(const struct console *c, unsigned n);
void console_free(struct console *c); /* NULL: nothing */

#endif
