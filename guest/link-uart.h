/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The channel where there is no virtio: a second UART. */
#ifndef JIFFY_GUEST_LINK_UART_H
#define JIFFY_GUEST_LINK_UART_H

/* Opens the terminal /dev/NAME for raw bytes, and hides it from everybody else. -1: cannot. */
int uart_open(const char *name);

#endif
