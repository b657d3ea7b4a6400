/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether KVM really runs a guest here. /dev/kvm may open and create a vCPU although no guest makes
 * progress; only executing a few instructions tells.
 */
#ifndef JIFFY_VM_QEMU_ACCEL_H
#define JIFFY_VM_QEMU_ACCEL_H

#include "base/err.h"
#include "settings/target.h"

struct accel {
	bool kvm;
	bool untried; /* KVM is used although no guest was run to see whether it works */
	char *why;    /* when not KVM: for people, "'/dev/kvm' opens, but runs no guest" */
	char *help;   /* what would help, or NULL */
};

/*
 * wanted: "kvm", "tcg" or "auto". "auto" probes: a child process runs a loop in a guest of /dev/kvm
 * (vm/qemu/kvm-probe.h) and is killed after 100 ms, in a second try after 400. The answer is kept
 * in statedir, by boot id, device and user, so that the next run need not probe. "kvm" does not
 * probe. For a target that the host's KVM does not run, "auto" is TCG and "kvm" is an error.
 */
int accel_choose(const char *wanted, const struct target *t, const char *statedir,
		 struct accel *out, struct err *e);
void accel_free(struct accel *a);

#endif
