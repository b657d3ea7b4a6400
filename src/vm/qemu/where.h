/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where each CPU of a guest is that says nothing any more: its instruction pointer, asked of QEMU by QMP's
 * human-monitor-command "info registers -a" (QEMU: hmp-commands-info.hx; there is no QMP command of its own).
 */
#ifndef JIFFY_VM_QEMU_WHERE_H
#define JIFFY_VM_QEMU_WHERE_H

#include "base/loop.h"
#include "vm/qemu/qmp.h"

#define WHERE_CPUS 256 /* more are not looked at */

struct where {
	/* set by the caller, who keeps them until where_end() */
	struct loop *loop;
	struct qmp *qmp;
	const char *pc;		 /* the register's name, as QEMU prints it for this architecture */
	void (*done)(void *arg); /* once: pcs is as complete as it will be */
	void *arg;
	/* its own */
	struct loop_timer *timer;
	bool asked;
	uint64_t pcs[WHERE_CPUS];
	size_t n;
};

/* Asks, once; a QEMU that does not answer is waited for, but not for long. Without a register's name it is done at once. */
void where_ask(struct where *w);
/* Nobody waits any more. */
void where_end(struct where *w);
/*
 * The values of register 'pc' in QEMU's text ("RIP=ffffffff81000000"), in order, at most 'most'; returns how many. The text of
 * a QEMU that is not what it seems gives none.
 */
size_t where_parse(const char *text, const char *pc, uint64_t *out, size_t most);

#endif
