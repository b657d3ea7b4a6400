/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host's cycle counter, which is the guest's too under TCG (QEMU: include/qemu/timer.h, cpu_get_host_ticks). */
#ifndef JIFFY_VM_QEMU_TICKS_H
#define JIFFY_VM_QEMU_TICKS_H

#include <stdint.h>

/* A moment by both clocks. */
struct ticks {
	uint64_t ns; /* CLOCK_MONOTONIC */
	uint64_t ticks;
};
struct ticks ticks_now(void);
/*
 * Its frequency in kHz since then, to some 10 ppm: waits until that was 2 ms ago. 0: not known on this architecture.
 */
unsigned ticks_khz(const struct ticks *from);

#endif
