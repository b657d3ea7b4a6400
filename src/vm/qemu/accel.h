/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does KVM really run a guest here? /dev/kvm can open and create a vCPU, and yet no guest gets anywhere;
 * only executing a few instructions tells.
 */
#ifndef JIFFY_VM_QEMU_ACCEL_H
#define JIFFY_VM_QEMU_ACCEL_H

#include "base/err.h"

struct accel {
	bool kvm;
	char *why; /* when not KVM: for people, "'/dev/kvm' opens, but a guest does not get anywhere" */
	char *help; /* what would help, or NULL */
};

/*
 * wanted: "kvm", "tcg", "auto". "auto" probes: a child process runs a loop of the host's own architecture through
 * /dev/kvm (vm/qemu/kvm-probe.h) and is killed after 100 ms, once more after 400; the answer is kept in statedir by boot id, device
 * and user, so that the next run asks nothing. "kvm" is taken at its word (no probe). A target_arch (as of uname -m) that
 * the host cannot virtualise: TCG, or for "kvm" an error.
 */
int accel_choose(const char *wanted, const char *target_arch, const char *statedir,
		 struct accel *out, struct err *e);
void accel_free(struct accel *a);

#endif
