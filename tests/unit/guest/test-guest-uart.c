/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PID 1's channel over a UART, played by a pseudo-terminal. */
#include <pty.h>
#include <stdlib.h>
#include <sys/socket.h>

#define GUEST_UART
#include "tests/unit/guest-port.h"

#include "tests/unit/test.h"

struct line {
	int ours, theirs; /* the host's end, and PID 1's terminal */
};

static void line_begin(struct line *l)
{
	guest_tick = NS_PER_MS;
	BUG_ON(openpty(&l->ours, &l->theirs, NULL, NULL, NULL));
	fcntl(l->theirs, F_SETFL, O_NONBLOCK);
}

static void line_end(struct line *l)
{
	close(l->ours);
	close(l->theirs);
}

static void fill(uint8_t all[256])
{
	for (unsigned i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
}

/* Whether bytes written to one end come out of the other unchanged. */
static bool passes(int from, int to)
{
	uint8_t all[256], got[256];
	struct pollfd p = {.fd = to, .events = POLLIN};
	size_t n = 0;

	fill(all);
	CHECK_INT(write(from, all, sizeof(all)), sizeof(all));
	while (n < sizeof(got) && poll(&p, 1, 10000) > 0) {
		ssize_t k = read(to, got + n, sizeof(got) - n);

		n += k > 0 ? (size_t)k : 0;
	}
	return n == sizeof(got) && !memcmp(all, got, n);
}

TEST(every_byte_passes_both_ways)
{
	_cleanup_(line_end) struct line l;
	int waiting = -1;

	line_begin(&l);
	CHECK_INT(set_raw(l.theirs), 0);
	CHECK(passes(l.theirs, l.ours));
	CHECK(passes(l.ours, l.theirs));
	/* there is no echo */
	CHECK_INT(ioctl(l.ours, FIONREAD, &waiting), 0);
	CHECK_INT(waiting, 0);
}

TEST(earlier_input_is_dropped)
{
	_cleanup_(line_end) struct line l;
	char byte;

	line_begin(&l);
	CHECK_INT(write(l.ours, "early\n", 6), 6);
	CHECK_INT(set_raw(l.theirs), 0);
	CHECK_INT(read(l.theirs, &byte, 1), -1);
	CHECK_INT(errno, EAGAIN);
}

TEST(not_a_terminal)
{
	CHECK_INT(uart_open("no-such-terminal"), -1);
	CHECK(set_raw(-1) < 0);
	CHECK(!is_there(-1));
}

static void host_pings(struct guest *g, int fd, unsigned times)
{
	static uint8_t frames[WIRE_UART_WINDOW];
	size_t n = 0;

	for (unsigned i = 0; i < times; i++)
		n += wire_head(frames + n, WIRE_PING, 0, 0);
	CHECK_INT(write(fd, frames, n), n);
	port_serve(g, POLLIN);
	port_say(g, 0);
}

/* The sum of PID 1's TAKEN messages. */
static uint64_t taken(int fd)
{
	uint8_t in[4096];
	ssize_t n = recv(fd, in, sizeof(in), MSG_DONTWAIT);
	uint64_t sum = 0;

	for (ssize_t at = 0; at + WIRE_HEADER <= n;) {
		struct wire_header h = {0};
		bool whole;

		CHECK_STR(wire_parse(in + at, (size_t)(n - at), &h, &whole), NULL);
		sum += h.type == WIRE_TAKEN ? wire_get(in + at + WIRE_HEADER, 8) : 0;
		at += WIRE_HEADER + h.length;
	}
	return sum;
}

TEST(the_host_learns_what_was_taken)
{
	const uint64_t version = WIRE_VERSION;
	const unsigned half = WIRE_UART_WINDOW / 2 / WIRE_HEADER;
	struct guest *g = xcalloc(1, sizeof(*g));
	uint8_t hello[64];
	int fds[2];

	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	g->port.fd = fds[0];
	text_join(g->port.uart, sizeof(g->port.uart), "ttyS1", NULL);
	CHECK_INT(write(fds[1], hello, wire_encode(hello, WIRE_HELLO, 0, &version, 8)), 20);
	host_pings(g, fds[1], half - 2);
	CHECK_INT(taken(fds[1]), 0);
	host_pings(g, fds[1], 2);
	CHECK_INT(taken(fds[1]), 20 + half * WIRE_HEADER);
	host_pings(g, fds[1], 1);
	CHECK_INT(taken(fds[1]), 0);
	/* nothing follows BYE */
	g->bye.cause = WIRE_ASKED;
	host_pings(g, fds[1], half);
	CHECK_INT(taken(fds[1]), 0);
	close(fds[0]);
	close(fds[1]);
	free(g);
}

/* The host does not read, or there is no line at all. */
TEST(draining_ends)
{
	struct line l;
	const uint64_t before = guest_clock;

	line_begin(&l);
	CHECK_INT(write(l.theirs, "x", 1), 1);
	uart_drain(l.theirs);
	CHECK(guest_clock - before <= DRAIN_NS + 2 * guest_tick);
	uart_drain(-1);
	line_end(&l);
}

TEST_MAIN()
