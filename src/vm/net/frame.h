/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the guest's Ethernet frames may reach the network. To the outside, the guest is a
 * program of the host's user: each of its packets becomes a socket's, and a socket reaches the
 * host's own services at any of the host's addresses, from "127.0.0.1" to "::ffff:192.168.0.2".
 * So the question is asked about the address, whichever way it was written.
 */
#ifndef JIFFY_VM_NET_FRAME_H
#define JIFFY_VM_NET_FRAME_H

#include "base/util.h"

/*
 * The guest's own network, as QEMU's (QEMU manual, "Using the user mode network stack"). At the
 * gateway's address libslirp answers DHCP, router solicitations and pings, at the name server's
 * pings; it passes DNS on to the host's resolver.
 */
#define FRAME_NETWORK  0x0a000200 /* 10.0.2.0 */
#define FRAME_NETMASK  0xffffff00
#define FRAME_GATEWAY  0x0a000202
#define FRAME_DNS      0x0a000203
#define FRAME_GUEST    0x0a00020f /* the first that DHCP gives */
#define FRAME_NETWORK6 "fec0::"	  /* 64 bits; the gateway is fec0::2 */
#define FRAME_GATEWAY6 "fec0::2"
#define FRAME_DNS6     "fec0::3"

#define FRAME_REFUSAL_MAX 160 /* bytes */

enum frame_place {
	FRAME_ELSEWHERE, /* another machine, or nowhere */
	FRAME_HOST,
	FRAME_MANY, /* broadcast or multicast */
};

/* Where packets to an address go. 'address' is a struct in_addr or in6_addr. */
typedef enum frame_place (*frame_where)(void *arg, int family, const void *address);

enum frame_verdict {
	FRAME_PASS,
	FRAME_REFUSE, /* answer with frame_refusal() */
	FRAME_DROP,   /* malformed, or for nobody */
};

/* Pure, but for where(). Only of the family AF_INET or AF_INET6 is asked. */
enum frame_verdict frame_judge(const uint8_t *frame, size_t n, frame_where where, void *arg);
/*
 * Makes the answer to a frame that was refused: ICMP's "administratively prohibited", so that a
 * connect() in the guest fails at once. Returns its length; 0: it gets none, since it could be an
 * answer itself.
 */
size_t frame_refusal(const uint8_t *frame, size_t n, uint8_t out[FRAME_REFUSAL_MAX]);

#endif
