/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One guest, from QEMU's start to the outcome: forwards the console, has the agent run the command and the transfers, keeps the
 * limits, and stops QEMU by a ladder (stop.h). Driven by a loop that any number of machines share; never blocks, except for QEMU's
 * start. Machines share nothing with each other, and each thread may have a loop and machines of its own; but QEMU is killed when
 * the THREAD that started it ends (vm/qemu/process.h).
 */
#ifndef JIFFY_VM_MACHINE_H
#define JIFFY_VM_MACHINE_H

#include "base/loop.h"
#include "verdict/limits.h"
#include "verdict/outcome.h"
#include "vm/agent/transfer.h"
#include "vm/qemu/qemu.h"

/*
 * With a command, the three descriptors are the command's; the console goes to the log, and to err_fd if show_console says so.
 * Without one, in_fd and out_fd are the console's.
 */
struct machine_io {
	/* the user */
	int in_fd, out_fd; /* the user's terminal or pipe; -1: none */
	int err_fd;	   /* only for a command */
	bool raw;	   /* in_fd is a terminal, to be put into raw mode */
	bool show_console;
	/* the job */
	char *const *command;		       /* argv; NULL: a shell on the console */
	bool tty;			       /* the command gets a terminal in the guest */
	const struct transfer_spec *transfers; /* with a command: pushes, then pulls */
	size_t n_transfers;
	/* what fails the run */
	struct limits limits;
	enum fail_on fail_on;
	/* an existing folder for console.log, qemu.log and kmsg.log */
	const char *rundir;
};

struct machine;

/* What is told about a machine. */
struct machine_hooks {
	/*
	 * QEMU has ended, all output is delivered, and the outcome is complete: see machine_result(). Once, from the loop; nothing
	 * of the machine is left on that. May free the machine.
	 */
	void (*ended)(void *arg, struct machine *m);
	void *arg;
};

/*
 * Starts a guest. spec, io and out are borrowed until machine_free(); out is overwritten. Input from in_fd waits for the shell,
 * unless in_fd is a terminal. SIGPIPE must be ignored. NULL with e set: QEMU cannot be executed, or the host failed otherwise.
 */
struct machine *machine_start(struct loop *l, const struct machine_spec *spec,
			      const struct machine_io *io, struct outcome *out,
			      const struct machine_hooks *hooks, struct err *e);
/*
 * jiffy got this signal. The first SIGINT or SIGTERM while a command runs is only passed on to the command. Any other stops the
 * guest, and the next one kills QEMU. Whoever has several machines tells all of them.
 */
void machine_signal(struct machine *m, int signo);
/* The user's terminal has another size. */
void machine_resize(struct machine *m);
/*
 * After 'ended', once: 0, out holds the outcome, whatever the guest did. -1: the host failed; or, of kind ERR_SIGNAL, the guest was
 * stopped by a signal, or since the user's terminal (SIGHUP) or pipe (SIGPIPE) went away; out holds the outcome all the same.
 */
int machine_result(struct machine *m, struct err *e);
/* Kills QEMU if it still runs. NULL: nothing. */
void machine_free(struct machine *m);

#endif
