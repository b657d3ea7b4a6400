/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loopback device, and eth0 with the fixed addresses of QEMU's user network. */
#ifndef JIFFY_GUEST_SYSTEM_NET_H
#define JIFFY_GUEST_SYSTEM_NET_H

void net_up(void);

#endif
