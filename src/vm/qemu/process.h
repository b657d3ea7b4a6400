/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU as a process: its sockets (socketpairs: no path, no port), its start, its end. It dies with us: by PR_SET_PDEATHSIG, which
 * is per THREAD. A QEMU that a worker thread starts is killed when that thread ends, so start QEMU from a thread that outlives it.
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
	int fds[QEMU_SOCKETS]; /* our ends; -1: it has none, or it was taken (TAKE_FD) */
	uint64_t start;	       /* now_ns() */
	char *log;	       /* path: what it prints */
	char *shutdown;	       /* why the guest was shut down, as QMP said first, or NULL */
};
#define QEMU_INIT                                                                                  \
	{                                                                                          \
		.proc = PROC_INIT, .pidfd = -1, .fds = { -1, -1, -1 }                              \
	}

/*
 * Starts it as the spec says, whose descriptors are set for it. 'log' is written anew. It gets a process group of its own: signals
 * of our terminal do not reach it. After a failure, too, qemu_end() is to be called.
 */
int qemu_start(struct qemu *q, const struct machine_spec *spec, const char *log, struct err *e);
/* Likewise, by argv; its stdin and stdout are the console, and the other sockets are missing. */
int qemu_start_argv(struct qemu *q, const struct strv *argv, const char *log, struct err *e);
/* ns from its start to ns of now_ns(); 0, not known, for what was before (a guest's clock may be wrong). */
uint64_t qemu_since_start(const struct qemu *q, uint64_t ns);
/* For each event of QMP's. */
void qemu_event(struct qemu *q, const char *event, const struct json *data);
/* After its end: the signal to QEMU that was not ours ('killed': we sent one); 0: none. */
int qemu_foreign_signal(const struct qemu *q, bool killed);
/* Kills what still runs. */
void qemu_end(struct qemu *q);

#endif
