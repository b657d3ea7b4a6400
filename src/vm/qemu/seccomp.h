/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_VM_QEMU_SECCOMP_H
#define JIFFY_VM_QEMU_SECCOMP_H

#include "base/util.h"

/*
 * Whether a QEMU can limit its own system calls ('-sandbox'; it is built with or without). Starting
 * it once tells, which takes 30 ms; the answer is kept in statedir, by the program's path and
 * change. True for a program that does not exist.
 */
bool seccomp_works(const char *qemu, const char *statedir);

#endif
