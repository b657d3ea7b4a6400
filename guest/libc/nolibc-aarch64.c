/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What guest/libc/nolibc.h needs on aarch64. */
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/libc/nolibc.h"

/* The stack pointer is at argc, and aligned (linux: arch/arm64/include/asm/elf.h, binfmt_elf.c). */
__asm__(".text\n.globl _start\n.type _start, %function\n_start:\n"
	"\tmov x29, #0\n"
	"\tmov x30, #0\n"
	"\tmov x0, sp\n"
	"\tb nolibc_start\n");

/* syscall(2): the number is in x8, the arguments are in x0 to x5; only x0 changes. */
__asm__(".globl syscall\n.type syscall, %function\nsyscall:\n"
	"\tmov x8, x0\n"
	"\tmov x0, x1\n"
	"\tmov x1, x2\n"
	"\tmov x2, x3\n"
	"\tmov x3, x4\n"
	"\tmov x4, x5\n"
	"\tmov x5, x6\n"
	"\tsvc #0\n"
	"\tb nolibc_result\n");

/*
 * 220: clone(2), with CLONE_VM | CLONE_VFORK | SIGCHLD (linux: include/uapi/linux/sched.h); stack
 * 0: the parent's. The return address is in x30, and each process has its own.
 */
__asm__(".globl vfork\n.type vfork, %function\nvfork:\n"
	"\tmov x0, #0x4111\n"
	"\tmov x1, #0\n"
	"\tmov x8, #220\n"
	"\tsvc #0\n"
	"\tb nolibc_result\n");

/*
 * struct sigaction as the kernel has it (linux: include/linux/signal_types.h). Without SA_RESTORER,
 * signal handlers return through the vDSO (linux: arch/arm64/kernel/signal.c, setup_return).
 */
struct kernel_sigaction {
	void (*handler)(int signo);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

int sigaction(int signo, const struct sigaction *act, struct sigaction *old)
{
	const struct kernel_sigaction k = {
		.handler = act->sa_handler,
		.flags = (unsigned long)act->sa_flags,
	};

	return (int)syscall(SYS_rt_sigaction, signo, &k, NULL, (size_t)SIGSET_SIZE);
}
