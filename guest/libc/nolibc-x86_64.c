/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What guest/libc/nolibc.h needs on x86_64. */
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/libc/nolibc.h"

/* System V ABI for x86_64, 3.4.1: the stack pointer is at argc. A call wants it aligned to 16. */
__asm__(".text\n.globl _start\n_start:\n"
	"\txor %ebp, %ebp\n"
	"\tmov %rsp, %rdi\n"
	"\tand $-16, %rsp\n"
	"\tcall nolibc_start\n");

/*
 * System V ABI for x86_64, A.2.1: the number is in rax, the arguments are in rdi rsi rdx r10 r8 r9;
 * rcx and r11 are clobbered.
 */
__asm__(".globl syscall\nsyscall:\n"
	"\tmov %rdi, %rax\n"
	"\tmov %rsi, %rdi\n"
	"\tmov %rdx, %rsi\n"
	"\tmov %rcx, %rdx\n"
	"\tmov %r8, %r10\n"
	"\tmov %r9, %r8\n"
	"\tmov 8(%rsp), %r9\n"
	"\tsyscall\n"
	"\tmov %rax, %rdi\n"
	"\tjmp nolibc_result\n");

/* 58: vfork(2). rdx keeps the return address: the child's calls overwrite the stack. */
__asm__(".globl vfork\nvfork:\n"
	"\tpop %rdx\n"
	"\tmov $58, %eax\n"
	"\tsyscall\n"
	"\tpush %rdx\n"
	"\tmov %rax, %rdi\n"
	"\tjmp nolibc_result\n");

/* 15: rt_sigreturn(2). Signal handlers return here; the kernel has no default for it. */
void signal_return(void);
__asm__("signal_return:\n"
	"\tmov $15, %eax\n"
	"\tsyscall\n");

#define SA_RESTORER 0x04000000

/* struct sigaction as the kernel has it (linux: arch/x86/include/uapi/asm/signal.h). */
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
		.flags = (unsigned long)act->sa_flags | SA_RESTORER,
		.restorer = signal_return,
	};

	return (int)syscall(SYS_rt_sigaction, signo, &k, NULL, (size_t)SIGSET_SIZE);
}
