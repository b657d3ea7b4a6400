/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collects the evidence from the parts of a machine whose QEMU has ended, and passes it to
 * verdict(). Decides nothing itself.
 */
#ifndef JIFFY_VM_JUDGE_H
#define JIFFY_VM_JUDGE_H

#include "verdict/evidence.h"
#include "vm/agent/records.h"
#include "vm/agent/told.h"
#include "vm/plan.h"
#include "vm/qemu/process.h"
#include "vm/qemu/qmp.h"
#include "vm/qemu/where.h"
#include "vm/user/user.h"

/* Borrowed. */
struct judge {
	const struct machine_spec *spec;
	const struct qemu *qemu;
	const struct qmp *qmp;
	const struct where *where;
	const struct user *user;
	const struct records *records;
	const struct told *told;
	const struct plan *plan;
	const struct limits *limits;
	enum limit passed;
	enum fail_on fail_on;
	bool stopped;	  /* by a signal to jiffy, or because the user went away */
	bool stop_begun;  /* we asked the guest to end */
	bool qemu_killed; /* we sent QEMU a signal */
};

/* Completes o: the verdict, times, and where the CPUs were. */
void judge(const struct judge *j, struct outcome *o);

#endif
