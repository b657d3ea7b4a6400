/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's network, with the frames of a guest that tries everything. */
#include "vm/net/net.h"

#include <poll.h>

#include "frame-make.h"
#include "test.h"

struct host {
	int guest; /* the guest's end */
	int server4, server6;
	unsigned port4, port6;
	struct err e;
};

/* A server on that loopback address, at any port; -1: this host has no IPv6. */
static int serve(int family, unsigned *port)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	const struct sockaddr *a =
		family == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
	struct sockaddr_storage got;
	socklen_t n = sizeof(got);

	*port = 1;
	if (fd < 0 || bind(fd, a, family == AF_INET ? sizeof(in) : sizeof(in6))) {
		CHECK(family == AF_INET6);
		close(fd);
		return -1;
	}
	CHECK(!listen(fd, 1) && !getsockname(fd, (struct sockaddr *)&got, &n));
	/* both have it in the same place */
	*port = ntohs(((struct sockaddr_in *)&got)->sin_port);
	return fd;
}

static void begin(struct host *h, bool host_loopback)
{
	int pair[2] = {-1, -1};

	*h = (struct host){0};
	h->server4 = serve(AF_INET, &h->port4);
	h->server6 = serve(AF_INET6, &h->port6);
	CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	CHECK_OK(net_start(pair[1], host_loopback, &h->e), &h->e);
	h->guest = pair[0];
	close(pair[1]);
}

static void end(struct host *h)
{
	char rest[256];
	ssize_t n;

	/* the process ends, and closes its side */
	shutdown(h->guest, SHUT_WR);
	while ((n = read(h->guest, rest, sizeof(rest))) > 0)
		;
	CHECK_INT(n, 0);
	close(h->guest);
	close(h->server4);
	close(h->server6);
	err_free(&h->e);
}

static void tell(const struct host *h, const struct frame *f)
{
	const uint32_t length = htonl((uint32_t)f->n);

	CHECK_INT(write(h->guest, &length, 4), 4);
	CHECK_INT(write(h->guest, f->bytes, f->n), (ssize_t)f->n);
}

static struct frame hear(const struct host *h)
{
	struct frame f = {0};
	uint8_t big[2048];
	uint32_t length = 0;

	CHECK_INT(recv(h->guest, &length, 4, MSG_WAITALL), 4);
	length = ntohl(length);
	CHECK(length <= sizeof(big));
	CHECK_INT(recv(h->guest, big, length, MSG_WAITALL), length);
	f.n = length < sizeof(f.bytes) ? length : sizeof(f.bytes);
	memcpy(f.bytes, big, f.n);
	return f;
}

/* So that libslirp knows where the guest is. */
static void say_hello(const struct host *h)
{
	static const uint8_t arp[] = {8,    6,	0, 1, 8,  0, 6, 4, 0, 1, 0x52, 0x54, 0, 0x12, 0x34,
				      0x56, 10, 0, 2, 15, 0, 0, 0, 0, 0, 0,    10,   0, 2,    2};
	struct frame f = frame_to("10.0.2.2", IPPROTO_TCP, 0), answer;

	memcpy(f.bytes + 12, arp, sizeof(arp));
	f.n = 12 + sizeof(arp);
	tell(h, &f);
	do
		answer = hear(h);
	while (answer.bytes[12] != 8 || answer.bytes[13] != 6);
}

/* Connects to that address of the host, and says what comes back. */
enum answer { REFUSED, CONNECTED, RESET, OTHER };

static enum answer try_connect(const struct host *h, const char *to, unsigned port)
{
	struct frame f = frame_to(to, IPPROTO_TCP, port), answer;
	const bool six = strchr(to, ':');
	const uint8_t *ip = answer.bytes + FRAME_IP;

	tell(h, &f);
	for (;;) {
		const uint8_t *payload = answer.bytes + (six ? FRAME_PAYLOAD6 : FRAME_PAYLOAD4);

		answer = hear(h);
		/* router advertisements and neighbour solicitations are sent now and then */
		if (answer.bytes[12] == 8 && answer.bytes[13] == 6)
			continue;
		if (ip[0] >> 4 == 6 && ip[6] == IPPROTO_ICMPV6 &&
		    answer.bytes[FRAME_PAYLOAD6] > 127)
			continue;
		if ((six ? ip[6] : ip[9]) == IPPROTO_TCP)
			return payload[13] == 0x12 ? CONNECTED : payload[13] & 4 ? RESET : OTHER;
		return payload[0] == (six ? 1 : 3) && payload[1] == (six ? 1 : 13) ? REFUSED
										   : OTHER;
	}
}

TEST(the_host_is_out_of_reach)
{
	static const char *const four[] = {"10.0.2.2", "127.0.0.1", "127.0.0.2", "0.0.0.0",
					   "10.0.2.3"};
	static const char *const six[] = {"fec0::2", "fec0::3", "::1", "::", "::ffff:127.0.0.1"};
	struct pollfd waiting[2];
	struct host h;

	begin(&h, false);
	say_hello(&h);
	for (size_t i = 0; i < ARRAY_SIZE(four); i++)
		CHECK_INT(try_connect(&h, four[i], h.port4), REFUSED);
	for (size_t i = 0; i < ARRAY_SIZE(six); i++) {
		CHECK_INT(try_connect(&h, six[i], h.port4), REFUSED);
		CHECK_INT(try_connect(&h, six[i], h.port6), REFUSED);
	}
	waiting[0] = (struct pollfd){.fd = h.server4, .events = POLLIN};
	waiting[1] = (struct pollfd){.fd = h.server6, .events = POLLIN};
	CHECK_INT(poll(waiting, 2, 0), 0);
	end(&h);
}

TEST(the_host_is_in_reach_on_request)
{
	struct host h;

	begin(&h, true);
	say_hello(&h);
	CHECK_INT(try_connect(&h, "10.0.2.2", h.port4), CONNECTED);
	CHECK_INT(try_connect(&h, "127.0.0.1", h.port4), CONNECTED);
	end(&h);
}

TEST(a_frame_that_is_too_long_ends_it)
{
	const uint32_t length = htonl(1 << 20);
	struct host h;

	begin(&h, false);
	CHECK_INT(write(h.guest, &length, 4), 4);
	end(&h);
}

TEST_MAIN()
