/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether KVM really runs a guest here. Even if /dev/kvm can be opened and makes a vCPU, a guest
 * may make no progress; only executing a few instructions shows that it does.
 */
#ifndef JIFFY_VM_QEMU_ACCEL_H
#define JIFFY_VM_QEMU_ACCEL_H

#include "base/err.h"
#include "settings/target.h"

struct accel {
	bool kvm;
	bool untried; /* KVM is used although it was not tried with a guest */
	char *why;    /* why not KVM, for the user: "'/dev/kvm' opens, but runs no guest" */
	char *help;   /* what would help, or NULL */
};

/*
 * wanted: "kvm", "tcg" or "auto". "auto" probes: a child process runs a loop in a guest of /dev/kvm
 * (vm/qemu/kvm-probe.h), and is killed after 100 ms, or 400 ms in a second try. The answer is kept
 * in statedir, by boot id, device and user, so that the next run need not probe. "kvm" does not
 * probe. If the host's KVM does not run the target, "auto" means TCG, and "kvm" is an error.
 */
int accel_choose(const char *wanted, const struct target *t, const char *statedir,
		 struct accel *out, struct err *e);
void accel_free(struct accel *a);

#endif
