/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both ends of the channel, PID 1's and the host's, over a socket pair. */
#include <sys/socket.h>

#include "tests/unit/guest-port.h"
#include "tests/unit/test.h"
#include "vm/agent/channel.h"

struct heard;
struct fixture {
	struct guest *guest;
	struct heard *heard;
	struct loop *loop;
	struct channel *channel;
	int host_fd; /* when the test itself plays the host; -1: the channel does */
	unsigned readies, prompts, turns;
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
	((struct fixture *)arg)->bye = *b;
}

static void on_broken(void *arg, const char *why)
{
	str_set(&((struct fixture *)arg)->broken, why);
}

/* Connects the guest to a new host: a channel, or the test itself. */
static void connect_host(struct fixture *f, bool channel)
{
	const struct channel_hooks hooks = {on_ready, on_prompt, on_bye, on_broken, .arg = f};
	int fds[2];

	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	f->guest->port.fd = fds[0];
	f->channel = channel ? channel_new(f->loop, fds[1], &hooks) : NULL;
	f->host_fd = channel ? -1 : fds[1];
}

/* Each read() of /dev/kmsg returns one record, as with a packet socket. */
static int kernel_log(struct fixture *f)
{
	int fds[2];

	BUG_ON(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	f->guest->kmsg = (struct kmsg){.fd = fds[0], .ready = true};
	return fds[1];
}

static void log_record(int fd, const char *record)
{
	CHECK_INT(send(fd, record, strlen(record), 0), (ssize_t)strlen(record));
}

static void setup(struct fixture *f, bool channel)
{
	*f = (struct fixture){.guest = xcalloc(1, sizeof(struct guest)), .loop = loop_new()};
	f->guest->init_ns = 1000;
	f->guest->shell_ns = 2500;
	guest_clock = 3000;
	guest_complaints = 0;
	guest_rows = guest_cols = 0;
	connect_host(f, channel);
}

static void teardown(struct fixture *f)
{
	channel_free(f->channel);
	loop_free(f->loop);
	if (f->guest->port.fd)
		close(f->guest->port.fd);
	if (f->host_fd >= 0)
		close(f->host_fd);
	free(f->guest);
	free(f->broken);
}

/* One turn of PID 1's loop, without waiting. */
static void guest_turn(struct fixture *f)
{
	struct pollfd p = port_poll(f->guest);

	if (poll(&p, 1, 0) > 0)
		port_serve(f->guest, p.revents);
	port_say(f->guest, 0);
}

static void on_turn(void *arg)
{
	struct fixture *f = arg;

	guest_turn(f);
	if (f->turns--)
		loop_add_timer(f->loop, 0, on_turn, f);
	else
		loop_quit(f->loop);
}

/* Lets both sides take some turns. */
static void pump(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	f->turns = 10;
	loop_add_timer(f->loop, 0, on_turn, f);
	CHECK_OK(loop_run(f->loop, &e), &e);
}

static void host_says(struct fixture *f, unsigned type, const void *msg, size_t size)
{
	uint8_t out[64];
	size_t n = wire_encode(out, type, 0, msg, size);

	CHECK_INT(write(f->host_fd, out, n), n);
	guest_turn(f);
}

static void setup_hello(struct fixture *f)
{
	const uint64_t version = WIRE_VERSION;

	setup(f, false);
	host_says(f, WIRE_HELLO, &version, sizeof(version));
}

static void host_says_on(struct fixture *f, unsigned type, unsigned stream, const void *payload,
			 size_t size)
{
	static uint8_t out[WIRE_HEADER + WIRE_MAX];
	size_t n = wire_head(out, type, stream, size);

	memcpy(out + n, payload, size);
	CHECK_INT(write(f->host_fd, out, n + size), n + size);
	for (int i = 0; i < 4; i++)
		guest_turn(f);
}

TEST(a_whole_life)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f, true);
	channel_winsize(f.channel, 33, 99);
	port_say(f.guest, PORT_SAY_READY);
	pump(&f);
	CHECK_INT(f.ready.sent_ns, 3000);
	CHECK_INT(f.ready.init_ns, 1000);
	CHECK(f.guest->port.hello);
	CHECK_INT(guest_rows, 33);
	CHECK_INT(guest_cols, 99);

	port_say(f.guest, PORT_SAY_PROMPT);
	pump(&f);
	CHECK_INT(f.prompt.prompt_ns, 2500);
	CHECK_INT(f.prompt.memory.available, 200);

	CHECK(!f.guest->port.asked);
	CHECK(channel_poweroff(f.channel));
	pump(&f);
	CHECK(f.guest->port.asked);

	f.guest->bye.cause = WIRE_ASKED;
	port_say(f.guest, PORT_SAY_BYE);
	pump(&f);
	CHECK_INT(f.bye.cause, WIRE_ASKED);
	CHECK(f.guest->port.acked);
	CHECK_STR(f.broken, NULL);
	CHECK_INT(guest_complaints, 0);
	CHECK_INT(channel_state(f.channel), CHANNEL_BYE);
}

/* The port may come up late. Then all is sent in order, with the times of the events. */
TEST(events_before_the_port_is_there_are_sent_later)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f, true);
	f.guest->port.to_say = PORT_SAY_READY | PORT_SAY_PROMPT;
	pump(&f);
	CHECK_INT(f.readies, 1);
	CHECK_INT(f.prompts, 1);
	CHECK_INT(f.prompt.prompt_ns, 2500);
	CHECK_INT(f.prompt.sent_ns, 3000);
}

/* Fills the socket, so that the guest cannot write. */
static void fill_up(struct fixture *f)
{
	static const char block[65536];

	while (write(f->guest->port.fd, block, sizeof(block)) > 0)
		;
}

/* If no host is connected, the kernel reports an end of file. The next host gets what is unsent. */
TEST(a_host_that_connects_late_gets_everything)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f, false);
	fill_up(&f);
	port_say(f.guest, PORT_SAY_READY);
	close(TAKE_FD(f.host_fd));
	guest_turn(&f);
	CHECK_INT(f.guest->port.fd, 0);
	CHECK_INT(f.guest->port.next_ns, guest_clock + NS_PER_MS);
	connect_host(&f, true);
	pump(&f);
	CHECK_INT(f.readies, 1);
	CHECK_STR(f.broken, NULL);
}

TEST(no_search_for_a_host_that_left)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f, true);
	port_say(f.guest, PORT_SAY_READY);
	pump(&f);
	channel_free(TAKE_PTR(f.channel));
	guest_turn(&f);
	CHECK_INT(f.guest->port.fd, 0);
	CHECK_INT(f.guest->port.next_ns, 0);
	port_say(f.guest, PORT_SAY_BYE);
	CHECK_INT(guest_complaints, 0);
}

/* PID 1 goes on if the host reads nothing. */
TEST(a_full_pipe_does_not_block)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f, false);
	fill_up(&f);
	port_say(f.guest, PORT_SAY_READY);
	port_say(f.guest, PORT_SAY_PROMPT);
	port_say(f.guest, PORT_SAY_BYE);
	CHECK(f.guest->port.out_len > 0);
	CHECK(port_poll(f.guest).events & POLLOUT);
	CHECK(f.guest->port.fd);
}

TEST(a_host_that_breaks_the_protocol_is_dropped)
{
	static const struct {
		bool hello;
		unsigned type;
		size_t size;
	} cases[] = {
		{false, WIRE_WINSIZE, sizeof(struct wire_winsize)},
		{false, WIRE_POWEROFF, 0},
		{false, WIRE_HELLO, 0},
		{true, WIRE_HELLO, 8},
		{true, WIRE_WINSIZE, 8},
		{true, WIRE_BYE_ACK, 0},
		{true, WIRE_READY, 0},
		{true, WIRE_FROM_HOST | 999, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(teardown) struct fixture f;
		const uint64_t words[2] = {WIRE_VERSION, 1};

		setup(&f, false);
		if (cases[i].hello)
			host_says(&f, WIRE_HELLO, words, 8);
		CHECK_INT(guest_complaints, 0);
		host_says(&f, cases[i].type, words, cases[i].size);
		CHECK_INT(guest_complaints, 1);
		CHECK_INT(f.guest->port.fd, 0);
	}
}

/* Each case is correct up to its last message. */
TEST(a_host_that_breaks_the_protocol_of_commands_is_dropped)
{
	static const struct wire_exec good = {.strings = 4, .argc = 1},
				      many = {.strings = 4, .argc = 4}, none = {.strings = 4},
				      huge = {.strings = 4, .argc = UINT64_MAX, .envc = 2};
	static const struct {
		bool exec, strings;
		unsigned type, stream;
		const void *payload;
		size_t size;
	} cases[] = {
		{false, false, WIRE_EXEC, 1, &many, sizeof(many)},
		{false, false, WIRE_EXEC, 1, &none, sizeof(none)},
		{false, false, WIRE_EXEC, 1, &huge, sizeof(huge)},
		{false, false, WIRE_EXEC, 1, &good, 8},
		{false, false, WIRE_STRINGS, 1, "\0sh", 4},
		{true, false, WIRE_EXEC, 2, &good, sizeof(good)},
		{true, false, WIRE_STRINGS, 2, "\0sh", 4},
		{true, false, WIRE_STRINGS, 1, "\0shell", 7},
		{true, false, WIRE_STRINGS, 1, "\0abc", 4},
		{true, false, WIRE_STRINGS, 1, "\0\0\0", 4},
		{true, false, WIRE_STDIN, 1, "x", 1},
		{true, true, WIRE_STRINGS, 1, "x", 1},
		{true, true, WIRE_SIGNAL, 1, "x", 1},
		{true, true, WIRE_STDOUT_CREDIT, 1, "x", 1},
		{true, true, WIRE_STDOUT, 1, "x", 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(teardown) struct fixture f;

		setup_hello(&f);
		if (cases[i].exec)
			host_says_on(&f, WIRE_EXEC, 1, &good, sizeof(good));
		if (cases[i].strings)
			host_says_on(&f, WIRE_STRINGS, 1, "\0sh", 4);
		CHECK_INT(guest_complaints, 0);
		host_says_on(&f, cases[i].type, cases[i].stream, cases[i].payload, cases[i].size);
		if (guest_complaints != 1)
			printf("# case %zu\n", i);
		CHECK_INT(guest_complaints, 1);
	}
}

/* Only memory limits the size of a command. */
TEST(a_command_that_is_too_large)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_exec exec = {.strings = UINT64_MAX, .argc = 1};

	setup_hello(&f);
	host_says_on(&f, WIRE_EXEC, 1, &exec, sizeof(exec));
	host_says_on(&f, WIRE_STRINGS, 1, "\0sh", 4);
	CHECK_INT(guest_complaints, 0);
	CHECK_INT(f.guest->command.last, 1);
	CHECK_INT(f.guest->command.exit.end, WIRE_NOT_RUN);
	CHECK_INT(f.guest->command.exit.value, ENOMEM);
}

/* The kernel refuses the mapping, so there is no memory for the strings. */
TEST(a_command_without_memory)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_exec exec = {.strings = SIZE_MAX / 64, .argc = 1};

	setup_hello(&f);
	host_says_on(&f, WIRE_EXEC, 1, &exec, sizeof(exec));
	host_says_on(&f, WIRE_STRINGS, 1, "\0sh", 4);
	host_says_on(&f, WIRE_STDIN, 1, "x", 1);
	CHECK_INT(guest_complaints, 0);
	CHECK(!f.guest->command.memory);
	CHECK(!f.guest->command.strings);
	CHECK_INT(f.guest->command.exit.end, WIRE_NOT_RUN);
	CHECK_INT(f.guest->command.exit.value, ENOMEM);
}

TEST(more_input_than_the_window)
{
	static const uint8_t block[32768];
	const struct wire_exec exec = {.strings = 4, .argc = 1};
	_cleanup_(teardown) struct fixture f;

	setup_hello(&f);
	host_says_on(&f, WIRE_EXEC, 1, &exec, sizeof(exec));
	host_says_on(&f, WIRE_STRINGS, 1, "\0sh", 4);
	host_says_on(&f, WIRE_STDIN, 1, block, sizeof(block));
	host_says_on(&f, WIRE_STDIN, 1, block, sizeof(block));
	CHECK_INT(guest_complaints, 0);
	host_says_on(&f, WIRE_STDIN, 1, block, 1);
	CHECK_INT(guest_complaints, 1);
}

TEST(a_ping_is_answered)
{
	_cleanup_(teardown) struct fixture f;
	uint8_t in[WIRE_HEADER];

	setup_hello(&f);
	host_says(&f, WIRE_PING, NULL, 0);
	CHECK_INT(read(f.host_fd, in, sizeof(in)), sizeof(in));
	CHECK_INT(wire_get(in + 4, 2), WIRE_PONG);
}

TEST(a_host_of_another_major_version_is_dropped)
{
	_cleanup_(teardown) struct fixture f;
	const struct wire_hello hello = {WIRE_VERSION + (1 << 16)};

	setup(&f, false);
	host_says(&f, WIRE_HELLO, &hello, sizeof(hello));
	CHECK_INT(guest_complaints, 1);
	CHECK_INT(f.guest->port.fd, 0);
}

TEST(a_host_of_a_newer_minor_version_may_say_more)
{
	_cleanup_(teardown) struct fixture f;
	const uint64_t words[3] = {WIRE_VERSION + 1, 80, 7};

	setup(&f, false);
	host_says(&f, WIRE_HELLO, words, 16);
	host_says(&f, WIRE_FROM_HOST | 999, words, 8);
	host_says(&f, WIRE_WINSIZE, words, 24);
	CHECK_INT(guest_cols, 80);
	CHECK_INT(guest_complaints, 0);
}

struct heard {
	char text[4096];
	unsigned taints;
	bool before_bye;
};

static void on_kmsg(void *arg, const char *lines, size_t n)
{
	struct heard *h = ((struct fixture *)arg)->heard;

	strncat(h->text, lines, n);
}

static void on_taint(void *arg, const struct wire_taint *t)
{
	((struct fixture *)arg)->heard->taints++;
}

static void on_bye_heard(void *arg, const struct wire_bye *b)
{
	struct fixture *f = arg;

	f->heard->before_bye = strstr(f->heard->text, "the last one\n");
	on_bye(arg, b);
}

TEST(kernel_records)
{
	_cleanup_(teardown) struct fixture f;
	struct heard heard = {0};
	int log, fds[2];

	setup(&f, false);
	close(TAKE_FD(f.host_fd));
	close(f.guest->port.fd);
	f.heard = &heard;
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	f.guest->port.fd = fds[0];
	f.channel = channel_new(f.loop, fds[1],
				&(struct channel_hooks){.ready = on_ready,
							.bye = on_bye_heard,
							.broken = on_broken,
							.kmsg = on_kmsg,
							.taint = on_taint,
							.arg = &f});
	log = kernel_log(&f);
	log_record(log, "6,1,10,-;first\n SUBSYSTEM=x\n DEVICE=y\n");
	log_record(log, "12,2,20,-;a program's\n");
	log_record(log, "4,3,30,c;second\n");
	port_say(f.guest, PORT_SAY_READY);
	pump(&f);
	CHECK_STR(heard.text, "6,1,10,-;first\n4,3,30,c;second\n");
	CHECK_INT(heard.taints, 1);
	/* PID 1 does not ask to write when there is nothing to send */
	CHECK(!(port_poll(f.guest).events & POLLOUT));
	log_record(log, "2,4,40,-;the last one\n");
	f.guest->bye.cause = WIRE_SHELL_ENDED;
	port_say(f.guest, PORT_SAY_BYE);
	pump(&f);
	CHECK(heard.before_bye);
	CHECK_INT(heard.taints, 1);
	CHECK_INT(f.bye.cause, WIRE_SHELL_ENDED);
	CHECK_STR(f.broken, NULL);
	close(log);
	close(f.guest->kmsg.fd);
}

TEST_MAIN()
