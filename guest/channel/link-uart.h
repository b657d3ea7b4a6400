/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second UART, which is the channel where there is no virtio. */
#ifndef JIFFY_GUEST_CHANNEL_LINK_UART_H
#define JIFFY_GUEST_CHANNEL_LINK_UART_H

/* Opens the terminal /dev/NAME for raw bytes, and hides it from programs. -1: cannot. */
int uart_open(const char *name);
/*
 * Waits until the line has everything that was written: a panic would lose what the kernel still
 * holds. Not for long, since the host may be slow.
 */
void uart_drain(int fd);

#endif
