/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One guest, from QEMU's start to the outcome: forwards the console, has the agent run the command
 * and the transfers, enforces the limits, and stops QEMU step by step (stop.h). Driven by a loop
 * that any number of machines share; never blocks, except while QEMU starts. Machines share no
 * state, and each thread may have a loop and machines of its own; but QEMU is killed when the
 * THREAD that started it ends (vm/qemu/process.h).
 */
#ifndef JIFFY_VM_MACHINE_H
#define JIFFY_VM_MACHINE_H

#include "base/loop.h"
#include "verdict/limits.h"
#include "verdict/outcome.h"
#include "vm/agent/transfer.h"
#include "vm/qemu/qemu.h"

/*
 * With a command, the three descriptors are the command's; the console goes to the log, and with
 * show_console also to err_fd. Without one, in_fd and out_fd are the console's.
 */
struct machine_io {
	/* the user */
	int in_fd, out_fd; /* the user's terminal or pipe; -1: none */
	int err_fd;	   /* only for a command */
	bool raw;	   /* in_fd is a terminal; put it into raw mode */
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

struct machine_hooks {
	/*
	 * QEMU has ended, all output is delivered, and the outcome is complete: see
	 * machine_result(). Called once, from the loop, when the machine has left the loop. May
	 * free the machine.
	 */
	void (*ended)(void *arg, struct machine *m);
	void *arg;
};

/*
 * Starts a guest. spec, io and out are borrowed until machine_free(); out is overwritten. Unless
 * in_fd is a terminal, its input waits for the shell. SIGPIPE must be ignored. NULL with e set:
 * QEMU cannot be executed, or the host failed in another way.
 */
struct machine *machine_start(struct loop *l, const struct machine_spec *spec,
			      const struct machine_io *io, struct outcome *out,
			      const struct machine_hooks *hooks, struct err *e);
/*
 * jiffy got this signal. The first SIGINT or SIGTERM while a command runs is only passed on to the
 * command. Any other stops the guest, and the next one kills QEMU. With several machines, call it
 * for each.
 */
void machine_signal(struct machine *m, int signo);
/* The size of the user's terminal has changed. */
void machine_resize(struct machine *m);
/*
 * Call it once, after 'ended'. 0: out holds the outcome, whatever the guest did. -1: the host
 * failed. -1 with ERR_SIGNAL: a signal stopped the guest, or it was stopped because the user's
 * terminal (SIGHUP) or pipe (SIGPIPE) went away; out holds the outcome all the same.
 */
int machine_result(struct machine *m, struct err *e);
/* Kills QEMU if it still runs. m may be NULL. */
void machine_free(struct machine *m);

#endif
