/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of one guest: start QEMU with its sockets (socketpairs: no path, no port), wait for ready, forward the console,
 * stop it by a ladder (agent's power-off, QMP quit, SIGTERM, SIGKILL), say how it ended. QEMU dies with us.
 */
#ifndef JIFFY_VM_MACHINE_H
#define JIFFY_VM_MACHINE_H

#include "verdict/limits.h"
#include "verdict/outcome.h"
#include "vm/agent/transfer.h"
#include "vm/qemu/qemu.h"

/*
 * With a command, the three descriptors are its own; the console goes to the log, and to err_fd when that is asked for. Without,
 * in_fd and out_fd are the console's.
 */
struct machine_io {
	int in_fd, out_fd;		       /* the user's terminal or pipe; -1: none */
	int err_fd;			       /* only for a command */
	bool raw;			       /* in_fd is a terminal that shall be in raw mode */
	char *const *command;		       /* argv; NULL: a shell on the console */
	bool tty;			       /* the command's on a terminal in the guest */
	const struct transfer_spec *transfers; /* with a command: pushes, then pulls */
	size_t n_transfers;
	bool show_console;
	struct limits limits;
	enum fail_on fail_on;
	const char *rundir; /* console.log, qemu.log and kmsg.log go here; exists */
	/*
	 * Readable: stop the guest (SIGTERM, SIGHUP); the first byte is the signal's number; -1: none. The first SIGINT or SIGTERM while
	 * a command runs is only passed on to that.
	 */
	int interrupt_fd;
	int winch_fd; /* readable: one byte for each SIGWINCH; -1: none */
};

/*
 * Runs the guest to its end. Fills 'out' whatever the guest did; -1 when the host failed (QEMU cannot be executed …), or, of kind
 * ERR_SIGNAL, when it was stopped: by interrupt_fd, or since the user's terminal (SIGHUP) or pipe (SIGPIPE) went away.
 * The fds in spec are set by it. What comes from in_fd waits for the shell, unless that is a terminal. SIGPIPE must be ignored.
 */
int machine_run(struct machine_spec *spec, const struct machine_io *io, struct outcome *out,
		struct err *e);

#endif
