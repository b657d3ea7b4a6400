/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where each CPU of a silent guest is: its instruction pointer. QMP has no command for it, so this
 * uses human-monitor-command with "info registers -a" (QEMU: hmp-commands-info.hx).
 */
#ifndef JIFFY_VM_QEMU_WHERE_H
#define JIFFY_VM_QEMU_WHERE_H

#include "base/loop.h"
#include "vm/qemu/qmp.h"

#define WHERE_CPUS 256 /* the others are ignored */

struct where {
	/* set by the caller, who keeps them until where_end() */
	struct loop *loop;
	struct qmp *qmp;
	const char *pc;		 /* the register's name, as QEMU prints it; NULL: not known */
	void (*done)(void *arg); /* once: pcs is complete, or no more will come */
	void *arg;
	/* its own */
	struct loop_timer *timer;
	bool asked;
	uint64_t pcs[WHERE_CPUS];
	size_t n;
};

/* Asks, once. Calls 'done' when QEMU has answered or time is up, perhaps from here. */
void where_ask(struct where *w);
/* From now on, 'done' is not called. */
void where_end(struct where *w);
/*
 * Finds the values of register 'pc' in QEMU's text ("RIP=ffffffff81000000"), in order, at most
 * 'most'. Returns how many there are. Pure.
 */
size_t where_parse(const char *text, const char *pc, uint64_t *out, size_t most);

#endif
