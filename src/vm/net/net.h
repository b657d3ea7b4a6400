/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's network: libslirp in a process of its own, which the kernel lets open nothing but
 * /etc/resolv.conf (where it has Landlock). QEMU passes it the guest's frames, and itself needs no
 * network. The guest can reach what this host can, but not this host (frame.h). It is given the
 * host's resolver, wherever that listens, at port 53 of FRAME_DNS. Nothing listens.
 */
#ifndef JIFFY_VM_NET_NET_H
#define JIFFY_VM_NET_NET_H

#include "base/err.h"

/* Fails if libslirp is missing. */
int net_check(struct err *e);
/*
 * Starts the process, which has frames on fd, a stream socket, each after its length in 32 bits
 * (QEMU: net/socket.c), and ends when the other side is closed. The caller closes its fd. With
 * host_loopback, the guest also reaches this host, at all of its addresses, and its loopback at
 * FRAME_GATEWAY.
 */
int net_start(int fd, bool host_loopback, struct err *e);

#endif
