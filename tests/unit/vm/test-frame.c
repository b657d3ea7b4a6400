/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/net/frame.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "frame-make.h"
#include "test.h"
#include "vm/net/route.h"

/* A host with these addresses, in a network with a broadcast address. */
static enum frame_place where(void *arg, int family, const void *address)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(family, address, text, sizeof(text));
	if (!strncmp(text, "127.", 4) || str_eq(text, "192.168.7.2") || str_eq(text, "2001:db8::2"))
		return FRAME_HOST;
	return str_eq(text, "192.168.7.255") || str_eq(text, "224.0.0.251") ? FRAME_MANY
									    : FRAME_ELSEWHERE;
}

static enum frame_verdict judge(const struct frame *f)
{
	return frame_judge(f->bytes, f->n, where, NULL);
}

TEST(addresses)
{
	static const struct {
		const char *to;
		int protocol;
		unsigned port;
		enum frame_verdict verdict;
	} all[] = {
		/* others */
		{"192.168.7.1", IPPROTO_TCP, 80, FRAME_PASS},
		{"192.0.2.1", IPPROTO_UDP, 53, FRAME_PASS},
		{"2001:db8::1", IPPROTO_TCP, 80, FRAME_PASS},
		/* the host */
		{"127.0.0.1", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"127.9.9.9", IPPROTO_UDP, 53, FRAME_REFUSE},
		{"192.168.7.2", IPPROTO_TCP, 22, FRAME_REFUSE},
		{"2001:db8::2", IPPROTO_TCP, 22, FRAME_REFUSE},
		{"::1", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"::", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"::127.0.0.1", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"::ffff:127.0.0.1", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"::ffff:192.168.7.2", IPPROTO_UDP, 80, FRAME_REFUSE},
		/* the guest's own network */
		{"10.0.2.2", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"10.0.2.2", IPPROTO_TCP, 53, FRAME_REFUSE},
		{"10.0.2.2", IPPROTO_UDP, 53, FRAME_REFUSE},
		{"10.0.2.2", IPPROTO_UDP, 69, FRAME_REFUSE},
		{"10.0.2.2", IPPROTO_UDP, 67, FRAME_PASS},
		{"255.255.255.255", IPPROTO_UDP, 67, FRAME_PASS},
		{"255.255.255.255", IPPROTO_UDP, 68, FRAME_DROP},
		{"10.0.2.2", IPPROTO_ICMP, 0, FRAME_PASS},
		{"10.0.2.3", IPPROTO_ICMP, 0, FRAME_PASS},
		{"10.0.2.3", IPPROTO_UDP, 53, FRAME_PASS},
		{"10.0.2.3", IPPROTO_TCP, 53, FRAME_PASS},
		{"10.0.2.3", IPPROTO_TCP, 631, FRAME_REFUSE},
		{"10.0.2.3", IPPROTO_UDP, 67, FRAME_REFUSE},
		{"10.0.2.99", IPPROTO_TCP, 80, FRAME_DROP},
		{"10.0.2.255", IPPROTO_UDP, 67, FRAME_PASS},
		{"fec0::2", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"fec0::3", IPPROTO_UDP, 53, FRAME_PASS},
		{"fec0::3", IPPROTO_TCP, 80, FRAME_REFUSE},
		{"fec0::9", IPPROTO_TCP, 80, FRAME_DROP},
		{"ff02::1:2", IPPROTO_UDP, 547, FRAME_PASS},
		{"ff02::1", IPPROTO_UDP, 547, FRAME_DROP},
		{"fe80::2", IPPROTO_TCP, 80, FRAME_DROP},
		/* many */
		{"192.168.7.255", IPPROTO_UDP, 137, FRAME_DROP},
		{"224.0.0.251", IPPROTO_UDP, 5353, FRAME_DROP},
		{"ff02::fb", IPPROTO_UDP, 5353, FRAME_DROP},
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct frame f = frame_to(all[i].to, all[i].protocol, all[i].port);

		if (judge(&f) != all[i].verdict)
			printf("# %s, protocol %d, port %u\n", all[i].to, all[i].protocol,
			       all[i].port);
		CHECK_INT(judge(&f), all[i].verdict);
	}
}

TEST(neighbour_discovery_and_pings)
{
	struct frame f = frame_to("fec0::2", IPPROTO_ICMPV6, 0);

	f.bytes[FRAME_PAYLOAD6] = 128; /* echo request */
	CHECK_INT(judge(&f), FRAME_PASS);
	f.bytes[FRAME_PAYLOAD6] = 1;
	CHECK_INT(judge(&f), FRAME_DROP);
	f = frame_to("ff02::1:ff00:2", IPPROTO_ICMPV6, 0);
	f.bytes[FRAME_PAYLOAD6] = 135; /* neighbour solicitation */
	CHECK_INT(judge(&f), FRAME_PASS);
	f.bytes[FRAME_PAYLOAD6] = 128;
	CHECK_INT(judge(&f), FRAME_DROP);
}

TEST(malformed_frames)
{
	struct frame f = frame_to("10.0.2.3", IPPROTO_UDP, 53);

	for (size_t n = 0; n < f.n; n++)
		CHECK_INT(frame_judge(f.bytes, n, where, NULL), FRAME_DROP);
	/* the second half of a datagram has no port */
	f.bytes[FRAME_IP + 7] = 1;
	CHECK_INT(judge(&f), FRAME_DROP);
	f = frame_to("192.0.2.1", IPPROTO_TCP, 80);
	f.bytes[FRAME_IP] = 0x44;
	CHECK_INT(judge(&f), FRAME_DROP);
	f.bytes[FRAME_IP] = 0x65;
	CHECK_INT(judge(&f), FRAME_DROP);
	f = frame_to("2001:db8::1", IPPROTO_TCP, 80);
	f.bytes[FRAME_IP + 4] = 0xff;
	CHECK_INT(judge(&f), FRAME_DROP);
	/* neither IP nor ARP */
	f = frame_to("192.0.2.1", IPPROTO_TCP, 80);
	f.bytes[12] = 0x88;
	f.bytes[13] = 0xf8;
	CHECK_INT(judge(&f), FRAME_DROP);
	f.bytes[12] = 0x08;
	f.bytes[13] = 0x06;
	CHECK_INT(judge(&f), FRAME_PASS);
}

/* A checksum that covers a correct one is 0. */
TEST(a_refusal_of_ipv4)
{
	struct frame f = frame_to("127.0.0.1", IPPROTO_TCP, 80);
	uint8_t out[FRAME_REFUSAL_MAX];
	const uint8_t *ip = out + FRAME_IP, *icmp = ip + 20;

	CHECK_INT(frame_refusal(f.bytes, f.n, out), 14 + 20 + 8 + 28);
	CHECK(!memcmp(out, f.bytes + 6, 6) && !memcmp(out + 6, f.bytes, 6));
	CHECK(!memcmp(ip + 12, f.bytes + FRAME_IP + 16, 4));
	CHECK(!memcmp(ip + 16, f.bytes + FRAME_IP + 12, 4));
	CHECK_INT(ip[9], IPPROTO_ICMP);
	CHECK_INT(frame_sum(0, ip, 20), 0);
	CHECK_INT(icmp[0], 3);
	CHECK_INT(icmp[1], 13);
	CHECK_INT(frame_sum(0, icmp, 8 + 28), 0);
	CHECK(!memcmp(icmp + 8, f.bytes + FRAME_IP, 28));
	f = frame_to("127.0.0.1", IPPROTO_ICMP, 0);
	CHECK_INT(frame_refusal(f.bytes, f.n, out), 0);
}

TEST(a_refusal_of_ipv6)
{
	struct frame f = frame_to("::1", IPPROTO_UDP, 80);
	uint8_t out[FRAME_REFUSAL_MAX];
	const uint8_t *ip = out + FRAME_IP, *icmp = ip + 40;

	CHECK_INT(frame_refusal(f.bytes, f.n, out), 14 + 40 + 8 + 48);
	CHECK(!memcmp(ip + 8, f.bytes + FRAME_IP + 24, 16));
	CHECK(!memcmp(ip + 24, f.bytes + FRAME_IP + 8, 16));
	CHECK_INT(icmp[0], 1);
	CHECK_INT(icmp[1], 1);
	CHECK_INT(frame_sum(8 + 48 + IPPROTO_ICMPV6, ip + 8, 32 + 8 + 48), 0);
}

static enum frame_place asks(int fd, const char *text)
{
	const int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	struct in6_addr a;

	CHECK_INT(inet_pton(family, text, &a), 1);
	return route_place(fd, family, &a);
}

TEST(the_kernel_knows_its_own_addresses)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_close_ int fd = route_open(&e);

	CHECK_OK(fd < 0, &e);
	CHECK_INT(asks(fd, "127.0.0.1"), FRAME_HOST);
	CHECK_INT(asks(fd, "127.200.0.9"), FRAME_HOST);
	CHECK_INT(asks(fd, "0.0.0.0"), FRAME_HOST);
	CHECK_INT(asks(fd, "192.0.2.1"), FRAME_ELSEWHERE);
	CHECK_INT(asks(fd, "2001:db8::1"), FRAME_ELSEWHERE);
	CHECK_INT(asks(fd, "255.255.255.255"), FRAME_MANY);
	/* not a socket that answers */
	CHECK_INT(asks(-1, "192.0.2.1"), FRAME_HOST);
}

TEST_MAIN()
