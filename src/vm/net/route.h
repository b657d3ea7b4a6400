/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which addresses are the host's own: asks the kernel how it would route a packet (rtnetlink(7),
 * RTM_GETROUTE). So each of its interfaces is covered, as they are at that moment.
 */
#ifndef JIFFY_VM_NET_ROUTE_H
#define JIFFY_VM_NET_ROUTE_H

#include "base/err.h"
#include "vm/net/frame.h"

/* A netlink socket, which the caller closes. */
int route_open(struct err *e);
/* If the kernel does not answer as expected, the address counts as the host's. */
enum frame_place route_place(int fd, int family, const void *address);

#endif
