/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stop ladder: the agent's power-off (1 s), QMP quit (2 s), SIGTERM (2 s), SIGKILL. A rung that cannot be
 * taken takes no time.
 */
#ifndef JIFFY_VM_STOP_H
#define JIFFY_VM_STOP_H

#include "base/loop.h"
#include "base/process/proc.h"
#include "vm/agent/channel.h"
#include "vm/qemu/qmp.h"

struct stop {
	/* set by the caller, who keeps them until stop_end() */
	struct loop *loop;
	const struct proc *qemu;
	struct qmp *qmp;
	struct channel *channel;
	/* its own */
	struct loop_timer *timer;
	size_t rung;
	bool begun, killed; /* a signal was sent to QEMU */
};

/* Begins to climb; a second time, SIGKILL at once. */
void stop_begin(struct stop *s);
/* The guest said good-bye: unless QEMU ends within 3 s, it climbs from QMP's quit on. */
void stop_after_bye(struct stop *s);
/* QEMU has ended. */
void stop_end(struct stop *s);

#endif
