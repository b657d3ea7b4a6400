/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock, signals, and executing a program. */
#ifndef JIFFY_GUEST_BASE_PROCESS_H
#define JIFFY_GUEST_BASE_PROCESS_H

#include <stdint.h>

#define NS_PER_MS UINT64_C(1000000)

/* CLOCK_BOOTTIME. */
uint64_t clock_ns(void);
/*
 * Blocks all signals and handles those that matter to PID 1: a child's end, and what BusyBox's
 * poweroff, reboot and halt, or the kernel on Ctrl-Alt-Del (SIGINT), send to it.
 */
void signals_catch(void (*handler)(int signo));
/* Default handlers and an empty mask, as a new program expects them. */
void signals_reset(void);
/*
 * From now on this process runs as soon as it has something to do. So what a command writes is with
 * the host before the command runs on, and is not lost if that crashes the kernel. (Other CPUs run
 * on meanwhile, and a terminal's bytes come a little later, from a kernel thread.) Processes that
 * it starts are ordinary ones.
 */
void process_goes_first(void);
/* execve(2). Returns, with errno, if the program cannot be executed. */
void program_execute(const char *path, const char *const *argv, const char *const *env);

#endif
