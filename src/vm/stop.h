/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stop ladder: the agent's power-off, QMP's quit, SIGTERM, SIGKILL. A rung that cannot be taken takes no time; how long
 * the others are given is in stop.c.
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

/* Begins to climb; a second time, SIGKILL at once. */
void stop_begin(struct stop *s);
/* The guest said goodbye: if QEMU does not end by itself, it climbs from QMP's quit on. */
void stop_after_bye(struct stop *s);
/* QEMU has ended. */
void stop_end(struct stop *s);

#endif
