/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cycle counter of an x86 host. Under TCG an x86 guest reads the same counter (QEMU:
 * include/qemu/timer.h, cpu_get_host_ticks), so its frequency goes to the boards that have HOST_KHZ
 * on their kernel's command line.
 */
#ifndef JIFFY_VM_QEMU_TICKS_H
#define JIFFY_VM_QEMU_TICKS_H

#include <stdint.h>

/* One moment on both clocks. */
struct ticks {
	uint64_t ns; /* CLOCK_MONOTONIC */
	uint64_t ticks;
};
struct ticks ticks_now(void);
/*
 * Its frequency in kHz since 'from', within some 10 ppm. Waits until 2 ms have passed. 0: there is
 * no such counter.
 */
unsigned ticks_khz(const struct ticks *from);

#endif
