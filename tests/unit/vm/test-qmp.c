/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The QMP client. The test plays QEMU on the other end of a socket pair. */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "base/strbuf.h"
#include "test.h"
#include "vm/qemu/qmp.h"

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"

struct mock {
	struct loop *loop;
	struct qmp *qmp;
	int peer;
	struct strbuf told; /* events and replies, one line each */
	struct loop_timer *timer;
};

static void on_event(void *arg, const char *event, const struct json *data)
{
	const char *reason = data ? json_get_string(data, "reason") : NULL;

	sb_addf(&((struct mock *)arg)->told, "event %s %s\n", event, reason ? reason : "-");
}

static void on_reply(void *arg, const struct json *result, const char *error)
{
	sb_addf(&((struct mock *)arg)->told, "%s %s\n",
		result	? "result"
		: error ? "error"
			: "gone",
		error ? error : "-");
}

static void mock_begin(struct mock *m)
{
	int pair[2];

	*m = (struct mock){.loop = loop_new()};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		abort();
	m->peer = pair[1];
	fcntl(m->peer, F_SETFL, O_NONBLOCK);
	m->qmp = qmp_new(m->loop, pair[0], on_event, m);
}

static void mock_end(struct mock *m)
{
	qmp_free(m->qmp);
	loop_free(m->loop);
	cleanup_close(&m->peer);
	sb_free(&m->told);
}

#define MOCK(m)                                                                                    \
	_cleanup_(mock_end) struct mock m;                                                         \
	mock_begin(&m)

static void quit(void *arg)
{
	loop_quit(arg);
}

/* Lets the client read what is there: readable descriptors are served before the timer. */
static void turn(struct mock *m)
{
	struct err e = ERR_INIT;

	for (int i = 0; i < 3; i++) {
		loop_add_timer(m->loop, 0, quit, m->loop);
		CHECK_OK(loop_run(m->loop, &e), &e);
	}
}

static void say(struct mock *m, const char *text)
{
	if (send(m->peer, text, strlen(text), MSG_NOSIGNAL) < 0)
		sb_add(&m->told, "cannot send\n");
	turn(m);
}

/* What the client has sent since the last call. Caller's. */
static char *heard(struct mock *m)
{
	char buf[4096];
	ssize_t n = read(m->peer, buf, sizeof(buf));

	return xstrndup(buf, n < 0 ? 0 : (size_t)n);
}

static void negotiate(struct mock *m)
{
	say(m, GREETING);
	free(heard(m));
	say(m, "{\"return\": {}, \"id\": 1}\r\n");
}

TEST(handshake_then_a_command)
{
	MOCK(m);
	_cleanup_free_ char *first = NULL, *second = NULL;

	CHECK_INT(qmp_state(m.qmp), QMP_GREETING);
	CHECK(!qmp_heard_all(m.qmp));
	say(&m, GREETING);
	first = heard(&m);
	CHECK_STR(first, "{\"execute\":\"qmp_capabilities\",\"id\":1}\n");
	CHECK_INT(qmp_state(m.qmp), QMP_NEGOTIATING);
	say(&m, "{\"return\": {}, \"id\": 1}\r\n");
	CHECK_INT(qmp_state(m.qmp), QMP_READY);
	qmp_call(m.qmp, "query-status", NULL, on_reply, &m);
	second = heard(&m);
	CHECK_STR(second, "{\"execute\":\"query-status\",\"id\":2}\n");
	say(&m, "{\"return\": {\"status\": \"running\"}, \"id\": 2}\r\n");
	CHECK_STR(sb_str(&m.told), "result -\n");
	CHECK(qmp_heard_all(m.qmp));
}

TEST(early_commands_wait_for_the_handshake)
{
	MOCK(m);
	_cleanup_free_ char *sent = NULL;
	struct json *args = json_object();

	json_put(args, "filename", json_string("a \"b\""));
	qmp_call(m.qmp, "screendump", args, on_reply, &m);
	qmp_call(m.qmp, "quit", NULL, on_reply, &m);
	say(&m, GREETING);
	free(heard(&m));
	say(&m, "{\"return\": {}, \"id\": 3}\r\n");
	sent = heard(&m);
	CHECK_STR(sent, "{\"execute\":\"screendump\",\"arguments\":{\"filename\":\"a \\\"b\\\"\"},"
			"\"id\":1}\n{\"execute\":\"quit\",\"id\":2}\n");
	say(&m, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, \"id\": 1}\n");
	say(&m, "{\"return\": {}, \"id\": 2}\n");
	CHECK_STR(sb_str(&m.told), "error no\nresult -\n");
}

TEST(a_byte_at_a_time_with_events_between)
{
	static const char text[] =
		"{\"event\": \"RESUME\"}\r\n{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, "
		"\"reason\": \"guest-reset\"}}\r\n\r\n{\"return\": {}, \"id\": 2}\r\n";
	MOCK(m);

	negotiate(&m);
	qmp_call(m.qmp, "cont", NULL, on_reply, &m);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		char byte[2] = {text[i]};

		say(&m, byte);
	}
	CHECK_STR(sb_str(&m.told), "event RESUME -\nevent SHUTDOWN guest-reset\nresult -\n");
}

/* QEMU goes away in each state. */
TEST(disconnects)
{
	static const char *const before[] = {"", GREETING, GREETING "{\"return\": {}, \"id\": 2}\n",
					     GREETING "{\"return\": {}, \"id\": 2}\n{\"retu"};

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		MOCK(m);

		qmp_call(m.qmp, "quit", NULL, on_reply, &m);
		if (*before[i])
			say(&m, before[i]);
		close(TAKE_FD(m.peer));
		turn(&m);
		CHECK_INT(qmp_state(m.qmp), QMP_CLOSED);
		CHECK_STR(sb_str(&m.told), "gone -\n");
		CHECK_INT(qmp_heard_all(m.qmp), i > 1);
		qmp_call(m.qmp, "quit", json_object(), on_reply, &m);
		CHECK_STR(sb_str(&m.told), "gone -\ngone -\n");
	}
}

TEST(the_last_event_before_the_end_is_heard)
{
	MOCK(m);

	negotiate(&m);
	CHECK(send(m.peer, "{\"event\":\"STOP\"}\n", 17, 0) == 17);
	close(TAKE_FD(m.peer));
	qmp_call(m.qmp, "quit", NULL, on_reply, &m);
	turn(&m);
	CHECK_STR(sb_str(&m.told), "event STOP -\ngone -\n");
}

TEST(garbage)
{
	static const char *const bad[] = {
		"HTTP/1.1 400\r\n",
		"{\"return\": {}}\n",
		"[]\n",
		GREETING "{\"return\": {}, \"id\": 7}\n",
		GREETING "{\"return\": {}}\n",
		GREETING "{\"return\": {}, \"error\": {}, \"id\": 1}\n",
		GREETING "{\"error\": {\"desc\": \"not today\"}, \"id\": 1}\n",
		GREETING "{\"error\": 1, \"id\": 1}\n",
		GREETING "{\"return\": {}, \"id\": 1}\n{\"return\": {}, \"id\": 2}\n",
		GREETING "7\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		MOCK(m);

		say(&m, bad[i]);
		CHECK_INT(qmp_state(m.qmp), QMP_CLOSED);
		CHECK(!qmp_heard_all(m.qmp));
	}
}

TEST(a_line_without_an_end)
{
	MOCK(m);
	char chunk[4001];

	memset(chunk, 'x', sizeof(chunk) - 1);
	chunk[sizeof(chunk) - 1] = '\0';
	for (int i = 0; i < 1000 && qmp_state(m.qmp) != QMP_CLOSED; i++)
		say(&m, chunk);
	CHECK_INT(qmp_state(m.qmp), QMP_CLOSED);
	CHECK(!qmp_heard_all(m.qmp));
}

TEST_MAIN()
