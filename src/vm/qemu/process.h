/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU as a process: its sockets (socketpairs, so there is no path and no port), start and end.
 * QEMU dies with us, by PR_SET_PDEATHSIG, which is per THREAD: it is killed when the thread that
 * started it ends, so start it from a thread that outlives it.
 */
#ifndef JIFFY_VM_QEMU_PROCESS_H
#define JIFFY_VM_QEMU_PROCESS_H

#include "base/file/json.h"
#include "base/process/proc.h"
#include "vm/qemu/qemu.h"

enum { QEMU_CONSOLE, QEMU_QMP, QEMU_AGENT, QEMU_SOCKETS };

struct qemu {
	struct proc proc;
	int pidfd;	       /* readable when it has ended; -1: not started */
	int fds[QEMU_SOCKETS]; /* our ends; -1: there is none, or it was taken (TAKE_FD) */
	uint64_t start;	       /* now_ns() */
	char *log;	       /* path: what it prints */
	char *shutdown;	       /* the first reason that QMP gave for the shutdown, or NULL */
};
#define QEMU_INIT                                                                                  \
	{                                                                                          \
		.proc = PROC_INIT, .pidfd = -1, .fds = { -1, -1, -1 }                              \
	}

/*
 * Starts QEMU for the spec, whose descriptors are ignored: QEMU gets new sockets. 'log' is
 * replaced. QEMU has a process group of its own, so that our terminal's signals do not reach it.
 * Call qemu_end() even after a failure.
 */
int qemu_start(struct qemu *q, const struct machine_spec *spec, const char *log, struct err *e);
/* The same for argv: its stdin and stdout are the console, and there are no other sockets. */
int qemu_start_argv(struct qemu *q, const struct strv *argv, const char *log, struct err *e);
/*
 * ns from its start to a now_ns(); 0, not known, if that is earlier: a guest's clock may be wrong.
 */
uint64_t qemu_since_start(const struct qemu *q, uint64_t ns);
/* Call it for each QMP event. */
void qemu_event(struct qemu *q, const char *event, const struct json *data);
/* The signal that ended QEMU and was not ours ('killed': we sent one); 0: none. */
int qemu_foreign_signal(const struct qemu *q, bool killed);
/* Kills QEMU if it still runs. */
void qemu_end(struct qemu *q);

#endif
