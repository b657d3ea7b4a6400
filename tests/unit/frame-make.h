/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ethernet frames as a guest sends them, with TCP, UDP or ICMP. */
#ifndef TESTS_FRAME_MAKE_H
#define TESTS_FRAME_MAKE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/util.h"

#define FRAME_IP       14
#define FRAME_PAYLOAD4 (FRAME_IP + 20)
#define FRAME_PAYLOAD6 (FRAME_IP + 40)
#define FRAME_PORT     4321 /* of the guest */

struct frame {
	uint8_t bytes[128];
	size_t n;
};

static inline void frame_put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* The Internet checksum of n bytes, n even. */
static inline unsigned frame_sum(uint32_t s, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 2)
		s += (uint32_t)p[i] << 8 | p[i + 1];
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return ~s & 0xffff;
}

/* A payload of 20 bytes: a TCP SYN, or an empty UDP or ICMP packet with padding. */
static inline void frame_payload(uint8_t *p, int protocol, unsigned port)
{
	if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP)
		return;
	frame_put16(p, FRAME_PORT);
	frame_put16(p + 2, port);
	if (protocol == IPPROTO_UDP) {
		frame_put16(p + 4, 20);
		return;
	}
	p[12] = 0x50;
	p[13] = 2; /* SYN */
	frame_put16(p + 14, 0x1000);
}

/* From the guest, 10.0.2.15 or fec0::15, to that address and port. */
static inline struct frame frame_to(const char *to, int protocol, unsigned port)
{
	static const uint8_t macs[12] = {0x52, 0x55, 10, 0, 2, 2, 0x52, 0x54, 0, 0x12, 0x34, 0x56};
	struct frame f = {.n = FRAME_PAYLOAD4 + 20};
	uint8_t *ip = f.bytes + FRAME_IP, *payload = f.bytes + FRAME_PAYLOAD4;

	memcpy(f.bytes, macs, sizeof(macs));
	if (strchr(to, ':')) {
		f.n = FRAME_PAYLOAD6 + 20;
		payload = f.bytes + FRAME_PAYLOAD6;
		frame_put16(f.bytes + 12, 0x86dd);
		ip[0] = 0x60;
		frame_put16(ip + 4, 20);
		ip[6] = (uint8_t)protocol;
		ip[7] = 64;
		inet_pton(AF_INET6, "fec0::15", ip + 8);
		inet_pton(AF_INET6, to, ip + 24);
		frame_payload(payload, protocol, port);
		if (protocol == IPPROTO_TCP)
			frame_put16(payload + 16,
				    frame_sum(20 + (uint32_t)protocol, ip + 8, 32 + 20));
		return f;
	}
	frame_put16(f.bytes + 12, 0x0800);
	ip[0] = 0x45;
	frame_put16(ip + 2, 40);
	ip[8] = 64;
	ip[9] = (uint8_t)protocol;
	inet_pton(AF_INET, "10.0.2.15", ip + 12);
	inet_pton(AF_INET, to, ip + 16);
	frame_put16(ip + 10, frame_sum(0, ip, 20));
	frame_payload(payload, protocol, port);
	if (protocol == IPPROTO_TCP)
		frame_put16(payload + 16, frame_sum(20 + (uint32_t)protocol, ip + 12, 8 + 20));
	return f;
}

#endif
