/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the agent has in place of libc. A static glibc is 680 KB to unpack, and sets itself up (TLS,
 * indirect functions, CPU features) before main. Without it a boot under TCG takes 9 ms less of
 * QEMU's CPU time (239 instead of 248; medians of 25, alternating; musl: 239).
 *
 * libc's headers declare the functions that nolibc.c and string.c define, as far as the agent needs
 * them. The program is linked without libc: a call to anything else does not link.
 *
 * What depends on the architecture is in nolibc-TARGET.c, where TARGET is a file of data/targets.
 * It is the only file that a new architecture needs in guest/, and defines:
 *
 *	_start       the entry point: calls nolibc_start() with the kernel's initial stack pointer
 *	syscall()    makes the system call and returns what nolibc_result() makes of its result
 *	vfork()      the same; parent and child return to one stack
 *	sigaction()  by rt_sigaction(2), whose struct differs; 'old' is always NULL
 */
#ifndef JIFFY_GUEST_NOLIBC_H
#define JIFFY_GUEST_NOLIBC_H

#define SIGSET_SIZE 8 /* of the kernel's sigset_t; libc's is larger */

_Noreturn void nolibc_start(long *stack);
/* Sets errno and returns -1 for an error, as libc does. */
long nolibc_result(long r);

#endif
