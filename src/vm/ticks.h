/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host's cycle counter, which is the guest's too under TCG (QEMU: include/qemu/timer.h, cpu_get_host_ticks). */
#ifndef JIFFY_VM_TICKS_H
#define JIFFY_VM_TICKS_H

/* Its frequency in kHz, measured in 2 ms to some 10 ppm; 0: not known on this architecture. */
unsigned host_ticks_khz(void);

#endif
