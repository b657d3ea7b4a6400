/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agent's C library. A static glibc is 680 KB to unpack, and sets itself up (TLS, indirect
 * functions, CPU features) before main. Without it a boot under TCG takes 9 ms less of QEMU's CPU
 * time (239 instead of 248; medians of 25, alternating; musl: 239).
 *
 * nolibc.c and string.c define only what the agent calls; the host's libc headers declare it. The
 * program is linked without libc, so a call to anything else does not link.
 *
 * What depends on the architecture is in nolibc-NAME.c, where NAME is that of a file in
 * data/targets. It is the only file that a new architecture needs in guest/. It defines:
 *
 *	_start       the entry point: calls nolibc_start() with the kernel's initial stack pointer
 *	syscall()    makes the system call and returns what nolibc_result() makes of its result
 *	vfork()      the same; parent and child return to one stack
 *	sigaction()  by rt_sigaction(2), whose struct differs; 'old' is always NULL
 */
#ifndef JIFFY_GUEST_LIBC_NOLIBC_H
#define JIFFY_GUEST_LIBC_NOLIBC_H

#define SIGSET_SIZE 8 /* of the kernel's sigset_t; libc's is larger */

_Noreturn void nolibc_start(long *stack);
/* Sets errno and returns -1 for an error, as libc does. */
long nolibc_result(long r);

#endif
