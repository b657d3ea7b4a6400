/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stops QEMU step by step, like a ladder: the agent's power-off, QMP's quit, SIGTERM, SIGKILL. A
 * rung that cannot be taken is skipped at once; stop.c says how long the others get.
 */
#ifndef JIFFY_VM_STOP_H
#define JIFFY_VM_STOP_H

#include "base/loop.h"
#include "base/process/proc.h"
#include "vm/agent/channel.h"
#include "vm/qemu/qmp.h"

struct stop {
	/* set by the owner, who keeps them until stop_end() */
	struct loop *loop;
	const struct proc *qemu;
	struct qmp *qmp;
	struct channel *channel;
	/* its own */
	struct loop_timer *timer;
	size_t rung;
	bool begun;
	bool killed; /* we sent QEMU a signal */
};

/* Begins to climb. The second call sends SIGKILL at once. */
void stop_begin(struct stop *s);
/* The guest said goodbye: if QEMU does not exit, climbs from QMP's quit on. */
void stop_after_bye(struct stop *s);
/* QEMU has ended. */
void stop_end(struct stop *s);

#endif
