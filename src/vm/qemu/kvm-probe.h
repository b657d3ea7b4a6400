/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a few instructions through /dev/kvm (Documentation/virt/kvm/api.rst). */
#ifndef JIFFY_VM_QEMU_KVM_PROBE_H
#define JIFFY_VM_QEMU_KVM_PROBE_H

enum kvm_probe {
	KVM_PROBE_RUNS = 0,
	KVM_PROBE_NO_PROGRESS, /* out of time, or it came back with something else than asked */
	KVM_PROBE_NO_OPEN,     /* /dev/kvm cannot be opened */
	KVM_PROBE_NO_VM, /* opens, but no machine can be made: disabled, or in use by another hypervisor */
	KVM_PROBE_UNKNOWN, /* not known how, on this architecture */
};

/*
 * A million turns of a loop, in 64-bit mode with paging as a kernel runs: 1 ms where the processor runs
 * them, seconds where the host emulates a guest instruction by instruction. Blocks as long as the guest
 * does: call it in a process that can be killed.
 */
enum kvm_probe kvm_probe(const char *device);

#endif
