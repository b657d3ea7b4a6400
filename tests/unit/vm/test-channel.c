/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/channel.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/strbuf.h"
#include "tests/unit/test.h"

/* A channel on a socket pair, and what its hooks were told. The test plays the guest on 'peer'. */
struct fixture {
	struct loop *loop;
	struct channel *channel;
	int peer;
	unsigned readies, prompts, byes, turns;
	struct wire_ready ready;
	struct wire_prompt prompt;
	struct wire_bye bye;
	char *broken;
};

static void on_ready(void *arg, const struct wire_ready *r)
{
	struct fixture *f = arg;

	f->readies++;
	f->ready = *r;
}

static void on_prompt(void *arg, const struct wire_prompt *p)
{
	struct fixture *f = arg;

	f->prompts++;
	f->prompt = *p;
}

static void on_bye(void *arg, const struct wire_bye *b)
{
	struct fixture *f = arg;

	f->byes++;
	f->bye = *b;
}

static void on_broken(void *arg, const char *why)
{
	str_set(&((struct fixture *)arg)->broken, why);
}

static void setup(struct fixture *f)
{
	int fds[2];

	*f = (struct fixture){.loop = loop_new(), .peer = -1};
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
	f->peer = fds[1];
	f->channel = channel_new(
		f->loop, fds[0],
		&(struct channel_hooks){on_ready, on_prompt, on_bye, on_broken, .arg = f});
}

static void teardown(struct fixture *f)
{
	channel_free(f->channel);
	loop_free(f->loop);
	if (f->peer >= 0)
		close(f->peer);
	free(f->broken);
}

static void on_turn(void *arg)
{
	struct fixture *f = arg;

	if (f->turns--)
		loop_add_timer(f->loop, 0, on_turn, f);
	else
		loop_quit(f->loop);
}

/* Turns of the loop, enough for all that waits in the sockets. */
static void pump(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	f->turns = 20;
	loop_add_timer(f->loop, 0, on_turn, f);
	CHECK_OK(loop_run(f->loop, &e), &e);
}

static void guest_bytes(struct fixture *f, const void *p, size_t n)
{
	CHECK_INT(send(f->peer, p, n, MSG_NOSIGNAL), n);
}

static void guest_says(struct fixture *f, unsigned type, const void *msg, size_t size)
{
	uint8_t out[256];

	guest_bytes(f, out, wire_encode(out, type, 0, msg, size));
}

static void guest_ready(struct fixture *f, uint64_t version)
{
	const struct wire_ready r = {version, 2000, 1000};

	guest_says(f, WIRE_READY, &r, sizeof(r));
	pump(f);
}

/* Reads the host's next frame: its type (0: there is none) and payload. */
static unsigned guest_hears(struct fixture *f, void *msg, size_t size)
{
	uint8_t in[64];
	struct wire_header h;
	bool whole;
	ssize_t n = recv(f->peer, in, WIRE_HEADER, MSG_DONTWAIT);

	if (n != WIRE_HEADER || wire_parse(in, (size_t)n, &h, &whole) || h.length != size)
		return 0;
	if (size && (recv(f->peer, in, size, MSG_DONTWAIT) != (ssize_t)size ||
		     !wire_decode(in, h.length, false, msg, size)))
		return 0;
	return h.type;
}

TEST(a_whole_life)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_prompt prompt = {3000, 2500, {100, 60, 20}};
	const struct wire_bye bye = {4000, WIRE_SHELL_ENDED, 3, {100, 50, 21}};
	struct wire_hello hello = {0};

	setup(&f);
	CHECK_INT(channel_state(f.channel), CHANNEL_WAITING);
	guest_ready(&f, WIRE_VERSION);
	CHECK_INT(channel_state(f.channel), CHANNEL_READY);
	CHECK_INT(f.readies, 1);
	CHECK_INT(f.ready.sent_ns, 2000);
	CHECK_INT(f.ready.init_ns, 1000);
	CHECK_INT(guest_hears(&f, &hello, sizeof(hello)), WIRE_HELLO);
	CHECK_INT(hello.version, WIRE_VERSION);

	guest_says(&f, WIRE_PROMPT, &prompt, sizeof(prompt));
	pump(&f);
	CHECK_INT(channel_state(f.channel), CHANNEL_PROMPT);
	CHECK_INT(f.prompt.prompt_ns, 2500);
	CHECK_INT(f.prompt.memory.kernel, 20);

	guest_says(&f, WIRE_BYE, &bye, sizeof(bye));
	pump(&f);
	CHECK_INT(channel_state(f.channel), CHANNEL_BYE);
	CHECK_INT(f.bye.cause, WIRE_SHELL_ENDED);
	CHECK_INT(f.bye.status, 3);
	CHECK_INT(guest_hears(&f, NULL, 0), WIRE_BYE_ACK);
	CHECK(!channel_poweroff(f.channel));

	close(TAKE_FD(f.peer));
	pump(&f);
	CHECK_INT(channel_state(f.channel), CHANNEL_CLOSED);
	CHECK_STR(f.broken, NULL);
	CHECK_INT(f.readies + f.prompts + f.byes, 3);
}

TEST(frames_may_come_byte_by_byte)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_ready r = {WIRE_VERSION, 2000, 1000};
	uint8_t out[64];
	size_t n = wire_encode(out, WIRE_READY, 0, &r, sizeof(r));

	setup(&f);
	for (size_t i = 0; i < n; i++) {
		CHECK_INT(f.readies, 0);
		guest_bytes(&f, out + i, 1);
		pump(&f);
	}
	CHECK_INT(f.readies, 1);
}

TEST(frames_may_come_all_at_once)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_ready r = {WIRE_VERSION, 2000, 1000};
	const struct wire_prompt p = {3000, 2500};
	const struct wire_bye b = {4000, WIRE_ASKED};
	uint8_t out[256];
	size_t n = wire_encode(out, WIRE_READY, 0, &r, sizeof(r));

	setup(&f);
	n += wire_encode(out + n, WIRE_PROMPT, 0, &p, sizeof(p));
	n += wire_encode(out + n, WIRE_BYE, 0, &b, sizeof(b));
	guest_bytes(&f, out, n);
	close(TAKE_FD(f.peer)); /* the peer may be gone before they are read */
	pump(&f);
	CHECK_INT(f.readies + f.prompts + f.byes, 3);
	CHECK_STR(f.broken, NULL);
}

TEST(the_size_is_kept_until_ready_and_only_the_latest_counts)
{
	_cleanup_(teardown) struct fixture f;
	struct wire_hello hello;
	struct wire_winsize size = {0};

	setup(&f);
	channel_winsize(f.channel, 24, 80);
	channel_winsize(f.channel, 33, 99);
	channel_winsize(f.channel, 0, 99);
	pump(&f);
	CHECK_INT(guest_hears(&f, &size, sizeof(size)), 0);
	guest_ready(&f, WIRE_VERSION);
	CHECK_INT(guest_hears(&f, &hello, sizeof(hello)), WIRE_HELLO);
	CHECK_INT(guest_hears(&f, &size, sizeof(size)), WIRE_WINSIZE);
	CHECK_INT(size.rows, 33);
	CHECK_INT(size.cols, 99);
	channel_winsize(f.channel, 50, 200);
	CHECK_INT(guest_hears(&f, &size, sizeof(size)), WIRE_WINSIZE);
	CHECK_INT(size.rows, 50);
}

TEST(poweroff_needs_a_guest_that_listens)
{
	_cleanup_(teardown) struct fixture f;
	struct wire_hello hello;

	setup(&f);
	CHECK(!channel_poweroff(f.channel));
	guest_ready(&f, WIRE_VERSION);
	CHECK(channel_poweroff(f.channel));
	CHECK_INT(guest_hears(&f, &hello, sizeof(hello)), WIRE_HELLO);
	CHECK_INT(guest_hears(&f, NULL, 0), WIRE_POWEROFF);
}

/* If a guest never reads, nothing blocks, and messages to it do not pile up. */
TEST(a_guest_that_does_not_read_costs_nothing)
{
	_cleanup_(teardown) struct fixture f;
	struct wire_winsize size = {0};
	struct wire_hello hello;
	unsigned last = 0;

	setup(&f);
	guest_ready(&f, WIRE_VERSION);
	for (unsigned i = 1; i <= 60000; i++)
		channel_winsize(f.channel, i, i);
	CHECK_INT(guest_hears(&f, &hello, sizeof(hello)), WIRE_HELLO);
	for (unsigned round = 0; round < 3; round++) {
		while (guest_hears(&f, &size, sizeof(size)) == WIRE_WINSIZE)
			last = (unsigned)size.rows;
		pump(&f);
	}
	CHECK_INT(last, 60000);
	CHECK_INT(channel_state(f.channel), CHANNEL_READY);
}

static void expect_broken(struct fixture *f, const char *why)
{
	ssize_t n;
	char byte;

	pump(f);
	CHECK_CONTAINS(f->broken, why);
	CHECK_INT(channel_state(f->channel), CHANNEL_CLOSED);
	CHECK(!channel_poweroff(f->channel));
	channel_winsize(f->channel, 24, 80);
	/* when the other side closes it, the rest comes, and then the end */
	while ((n = recv(f->peer, &byte, 1, MSG_DONTWAIT)) > 0)
		;
	CHECK(n == 0 || errno == ECONNRESET);
}

TEST(garbage_breaks_it)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	guest_bytes(&f, "[    0.000000] Linux version", 28);
	expect_broken(&f, "not a frame");
}

TEST(a_frame_that_is_too_long_breaks_it)
{
	_cleanup_(teardown) struct fixture f;
	uint8_t out[WIRE_HEADER];

	setup(&f);
	guest_ready(&f, WIRE_VERSION);
	wire_encode(out, WIRE_PROMPT, 0, NULL, 0);
	wire_put(out + 8, WIRE_MAX + 1, 4);
	guest_bytes(&f, out, sizeof(out));
	expect_broken(&f, "too long");
}

/* What a guest of this version must not send, in the state after READY (or before it). */
TEST(a_message_out_of_turn_breaks_it)
{
	static const struct {
		bool ready;
		unsigned type, stream;
		size_t size;
		const char *why;
	} cases[] = {
		{false, WIRE_PROMPT, 0, sizeof(struct wire_prompt), "out of turn"},
		{false, WIRE_BYE, 0, sizeof(struct wire_bye), "out of turn"},
		{false, WIRE_READY, 0, 8, "wrong length"},
		{false, WIRE_READY, 0, 0, "wrong length"},
		{false, WIRE_READY, 1, sizeof(struct wire_ready), "stream"},
		{true, WIRE_READY, 0, sizeof(struct wire_ready), "out of turn"},
		{true, WIRE_PROMPT, 0, 0, "wrong length"},
		{true, WIRE_PROMPT, 0, 4096, "wrong length"},
		{true, WIRE_PROMPT, 1, sizeof(struct wire_prompt), "stream"},
		{true, WIRE_HELLO, 0, sizeof(struct wire_hello), "unknown type"},
		{true, 0, 0, 0, "unknown type"},
		{true, 999, 0, 0, "unknown type"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(teardown) struct fixture f;
		uint64_t words[512] = {WIRE_VERSION};
		uint8_t out[WIRE_HEADER + sizeof(words)];

		setup(&f);
		if (cases[i].ready)
			guest_ready(&f, WIRE_VERSION);
		guest_bytes(&f, out,
			    wire_encode(out, cases[i].type, cases[i].stream, words, cases[i].size));
		expect_broken(&f, cases[i].why);
	}
}

TEST(nothing_comes_after_bye)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_bye bye = {4000, WIRE_NO_SHELL, 2};

	setup(&f);
	guest_ready(&f, WIRE_VERSION);
	guest_says(&f, WIRE_BYE, &bye, sizeof(bye));
	guest_says(&f, WIRE_BYE, &bye, sizeof(bye));
	expect_broken(&f, "after its goodbye");
	CHECK_INT(f.byes, 1);
}

TEST(another_major_version_is_refused)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	guest_ready(&f, WIRE_VERSION + (1 << 16));
	expect_broken(&f, "does not speak");
	CHECK_INT(f.readies, 0);
}

TEST(a_newer_minor_version_may_say_more)
{
	_cleanup_(teardown) struct fixture f;
	const uint64_t words[16] = {WIRE_VERSION + 1, 2000, 1000, 77};

	setup(&f);
	guest_says(&f, WIRE_READY, words, 32);
	guest_says(&f, 999, words, 128);
	guest_says(&f, WIRE_PROMPT, words, sizeof(struct wire_prompt) + 24);
	pump(&f);
	CHECK_STR(f.broken, NULL);
	CHECK_INT(f.ready.init_ns, 1000);
	CHECK_INT(f.prompts, 1);
	guest_says(&f, WIRE_HELLO, words, 8); /* but no message of the host's */
	expect_broken(&f, "unknown type");
}

TEST(the_largest_frame_fits)
{
	_cleanup_(teardown) struct fixture f;
	static uint64_t words[WIRE_MAX / 8];
	static uint8_t out[WIRE_HEADER + WIRE_MAX];
	const size_t n = wire_encode(out, 999, 0, words, WIRE_MAX);

	setup(&f);
	guest_ready(&f, WIRE_VERSION + 1);
	for (unsigned i = 0; i < 3; i++) {
		guest_bytes(&f, out, n);
		pump(&f);
	}
	guest_says(&f, WIRE_PROMPT, words, sizeof(struct wire_prompt));
	pump(&f);
	CHECK_STR(f.broken, NULL);
	CHECK_INT(f.prompts, 1);
}

TEST(noise_on_a_uart_before_the_first_frame)
{
	static const char noise[] = "\0SeaBIOS\r\nJFJFY JFY1";
	const struct wire_ready r = {WIRE_VERSION, 2000, 1000};
	uint8_t out[256];
	const size_t n = sizeof(noise) - 5; /* without the whole magic and the '\0' */
	size_t all = n + wire_encode(out + n, WIRE_READY, 0, &r, sizeof(r));

	memcpy(out, noise, n);
	for (size_t step = 1; step <= all; step += all - 1) {
		_cleanup_(teardown) struct fixture f;

		setup(&f);
		channel_is_uart(f.channel);
		for (size_t at = 0; at < all; at += step) {
			guest_bytes(&f, out + at, step);
			pump(&f);
		}
		CHECK_INT(f.readies, 1);
		CHECK_STR(f.broken, NULL);
		guest_bytes(&f, noise, n);
		pump(&f);
		CHECK_STR(f.broken, "the agent sent bytes that are not a frame");
	}
}

static bool on_room(void *arg)
{
	static const uint8_t much[WIRE_MAX];
	struct fixture *f = arg;

	channel_send(f->channel, WIRE_STDIN, 1, much, sizeof(much));
	return true;
}

/* Reads what has come; returns its length. */
static size_t guest_takes(struct fixture *f)
{
	static uint8_t in[4 * WIRE_MAX];
	size_t n = 0;
	ssize_t k;

	pump(f);
	while ((k = recv(f->peer, in, sizeof(in), MSG_DONTWAIT)) > 0) {
		n += (size_t)k;
		pump(f);
	}
	return n;
}

TEST(a_uart_gets_no_more_than_its_window)
{
	_cleanup_(teardown) struct fixture f;
	struct wire_credit taken = {1000};
	int fds[2];

	setup(&f);
	channel_free(f.channel);
	close(f.peer);
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
	f.peer = fds[1];
	f.channel = channel_new(
		f.loop, fds[0],
		&(struct channel_hooks){.broken = on_broken, .room = on_room, .arg = &f});
	channel_is_uart(f.channel);
	guest_ready(&f, WIRE_VERSION);
	channel_wake(f.channel);
	CHECK_INT(guest_takes(&f), WIRE_UART_WINDOW);
	CHECK_INT(guest_takes(&f), 0);
	guest_says(&f, WIRE_TAKEN, &taken, sizeof(taken));
	CHECK_INT(guest_takes(&f), 1000);
	taken.bytes = WIRE_UART_WINDOW;
	guest_says(&f, WIRE_TAKEN, &taken, sizeof(taken));
	CHECK_INT(guest_takes(&f), WIRE_UART_WINDOW);
	taken.bytes++;
	guest_says(&f, WIRE_TAKEN, &taken, sizeof(taken));
	pump(&f);
	CHECK_STR(f.broken, "the agent sent that it has taken more than it was sent");
}

TEST(taken_on_a_virtio_port_breaks_it)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_credit taken = {1};

	setup(&f);
	guest_ready(&f, WIRE_VERSION);
	guest_says(&f, WIRE_TAKEN, &taken, sizeof(taken));
	pump(&f);
	CHECK_STR(f.broken, "the agent sent that it has taken more than it was sent");
}

TEST_MAIN()
