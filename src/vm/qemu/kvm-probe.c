/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/kvm-probe.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <linux/kvm.h>

#include "base/util.h"

#if defined(__x86_64__)

#define PAGE	 0x1000
#define MEMORY	 (4 * PAGE)
#define PORT	 0xf4
#define ANSWER	 0x2a
#define TABLE	 0x3	    /* page table entry: present, writable */
#define LARGE	 0x83	    /* the same, a page of 2 MiB */
#define CR0_MODE 0x80000011 /* PG, ET, PE */
#define CR4_PAE	 0x20
#define EFER_LM	 0x500 /* LMA, LME */

static const unsigned char code[] = {
	0xb9, 0x40,   0x42, 0x0f, 0x00, /* mov $1000000, %ecx */
	0xff, 0xc9,			/* 1: dec %ecx */
	0x75, 0xfc,			/* jnz 1b */
	0x66, 0xba,   PORT, 0x00,	/* mov $PORT, %dx */
	0xb0, ANSWER,			/* mov $ANSWER, %al */
	0xee,				/* out %al, %dx */
	0xf4,				/* hlt */
};

/* Page 0 has the code, pages 1 to 3 the tables that map the first 2 MiB to themselves. */
static void fill_memory(unsigned char *mem)
{
	uint64_t entry[] = {2 * PAGE | TABLE, 3 * PAGE | TABLE, LARGE};

	memcpy(mem, code, sizeof(code));
	for (size_t i = 0; i < ARRAY_SIZE(entry); i++)
		memcpy(mem + (i + 1) * PAGE, &entry[i], sizeof(entry[i]));
}

/* 64-bit mode, flat segments, the first instruction at 0. */
static int set_registers(int vcpu)
{
	struct kvm_segment cs = {.limit = 0xffffffff,
				 .selector = 8,
				 .type = 11,
				 .present = 1,
				 .s = 1,
				 .l = 1,
				 .g = 1};
	struct kvm_segment ds = {.limit = 0xffffffff,
				 .selector = 16,
				 .type = 3,
				 .present = 1,
				 .s = 1,
				 .db = 1,
				 .g = 1};
	struct kvm_regs regs = {.rflags = 2};
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs) < 0)
		return -1;
	sregs.cs = cs;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = ds;
	sregs.cr3 = PAGE;
	sregs.cr0 = CR0_MODE;
	sregs.cr4 |= CR4_PAE;
	sregs.efer |= EFER_LM;
	return ioctl(vcpu, KVM_SET_SREGS, &sregs) < 0 ? -1 : ioctl(vcpu, KVM_SET_REGS, &regs);
}

static bool answered(const struct kvm_run *run)
{
	return run->exit_reason == KVM_EXIT_IO && run->io.direction == KVM_EXIT_IO_OUT &&
	       run->io.port == PORT && *((const char *)run + run->io.data_offset) == ANSWER;
}

static enum kvm_probe run_guest(int kvm, int vm, int vcpu)
{
	struct kvm_userspace_memory_region region = {.memory_size = MEMORY};
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	enum kvm_probe result = KVM_PROBE_NO_VM;
	struct kvm_run *run = MAP_FAILED;
	unsigned char *mem;

	mem = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		return KVM_PROBE_NO_VM;
	fill_memory(mem);
	region.userspace_addr = (uintptr_t)mem;
	if (size >= (int)sizeof(*run) && ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) == 0)
		run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run != MAP_FAILED && set_registers(vcpu) == 0)
		result = ioctl(vcpu, KVM_RUN, 0) == 0 && answered(run) ? KVM_PROBE_RUNS
								       : KVM_PROBE_NO_PROGRESS;
	if (run != MAP_FAILED)
		munmap(run, (size_t)size);
	munmap(mem, MEMORY);
	return result;
}

#else

static enum kvm_probe run_guest(int kvm, int vm, int vcpu)
{
	return KVM_PROBE_UNTRIED;
}

#endif

enum kvm_probe kvm_probe(const char *device)
{
	_cleanup_close_ int kvm = open(device, O_RDWR | O_CLOEXEC), vm = -1, vcpu = -1;

	if (kvm < 0)
		return KVM_PROBE_NO_OPEN;
	if (ioctl(kvm, KVM_GET_API_VERSION, 0) == KVM_API_VERSION)
		vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm >= 0)
		vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	return vcpu < 0 ? KVM_PROBE_NO_VM : run_guest(kvm, vm, vcpu);
}
