/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a few instructions in a guest of /dev/kvm (linux: Documentation/virt/kvm/api.rst). */
#ifndef JIFFY_VM_QEMU_KVM_PROBE_H
#define JIFFY_VM_QEMU_KVM_PROBE_H

enum kvm_probe {
	KVM_PROBE_RUNS = 0,
	KVM_PROBE_NO_PROGRESS, /* out of time, or the guest ended in an unexpected way */
	KVM_PROBE_NO_OPEN,     /* /dev/kvm cannot be opened */
	KVM_PROBE_NO_VM,   /* it opens, but makes no VM or vCPU: disabled, or in use elsewhere */
	KVM_PROBE_UNTRIED, /* it makes a vCPU, but jiffy has no code for it to run */
	KVM_PROBES,
};

/* The kernel modules that provide /dev/kvm on this architecture, for messages. */
#if defined(__x86_64__) || defined(__i386__)
#define KVM_MODULES "kvm_intel or kvm_amd"
#else
#define KVM_MODULES "kvm"
#endif

/*
 * Runs a loop a million times in the processor mode of a kernel. That takes 1 ms if the processor
 * executes the loop, and seconds if the host emulates each instruction. Blocks as long as the guest
 * runs: call it in a process that can be killed.
 */
enum kvm_probe kvm_probe(const char *device);

#endif
