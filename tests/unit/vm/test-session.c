/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue of jobs. These jobs only note what happens to them; the test plays the guest. */
#include <sys/socket.h>

#include "test.h"
#include "vm/agent/session.h"

struct mock {
	struct job job; /* first */
	unsigned got;	/* bytes of stdout */
	bool ends_late; /* the test calls job_over() */
	bool fails;
	unsigned *freed;
};

struct fixture {
	struct loop *loop;
	struct channel *channel;
	struct session *session;
	int peer;
	unsigned idle, freed;
	struct mock *jobs[3];
};

static void ask(struct job *j)
{
	struct wire_exec w = {.argc = 1};

	job_add_string(j, "");
	job_add_string(j, "prog");
	job_exec(j, &w, 100, 10);
}

static bool room(struct job *j)
{
	return false;
}

static void started(struct job *j, const struct wire_started *s)
{
}

static const char *output(struct job *j, unsigned which, const uint8_t *p, size_t n)
{
	((struct mock *)j)->got += n;
	return NULL;
}

static const char *credit(struct job *j, uint64_t bytes)
{
	return NULL;
}

static void input_closed(struct job *j)
{
}

static void ended(struct job *j)
{
	j->failed = ((struct mock *)j)->fails;
	if (!((struct mock *)j)->ends_late)
		job_over(j);
}

static void mock_free(struct job *j)
{
	++*((struct mock *)j)->freed;
	free(j);
}

static const struct job_type type = {
	ask, room, started, output, credit, input_closed, ended, mock_free,
};

static void on_idle(void *arg)
{
	((struct fixture *)arg)->idle++;
}

static void setup(struct fixture *f)
{
	int fds[2];

	*f = (struct fixture){.loop = loop_new()};
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
	f->peer = fds[1];
	f->session = session_new(&(struct session_hooks){on_idle, f});
	f->channel = channel_new(f->loop, fds[0],
				 &(struct channel_hooks){.room = session_room, .arg = f->session});
	for (size_t i = 0; i < ARRAY_SIZE(f->jobs); i++) {
		f->jobs[i] = xcalloc(1, sizeof(struct mock));
		f->jobs[i]->job.type = &type;
		f->jobs[i]->freed = &f->freed;
	}
}

static void add_all(struct fixture *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(f->jobs); i++)
		session_add(f->session, &f->jobs[i]->job);
}

static void teardown(struct fixture *f)
{
	session_free(f->session);
	CHECK_INT(f->freed, ARRAY_SIZE(f->jobs));
	channel_free(f->channel);
	loop_free(f->loop);
	close(f->peer);
}

static const char *say(struct fixture *f, unsigned stream, unsigned kind, const void *words,
		       size_t size)
{
	uint8_t frame[256];
	const struct wire_header h = {(uint16_t)kind, (uint16_t)stream, (uint32_t)size};

	wire_encode(frame, kind, stream, words, size);
	return session_frame(f->session, &h, frame + WIRE_HEADER, false);
}

static const char *say_started(struct fixture *f, unsigned stream)
{
	const struct wire_started s = {.stdin_window = 5};

	return say(f, stream, WIRE_STARTED, &s, sizeof(s));
}

static const char *say_exit(struct fixture *f, unsigned stream, unsigned end, uint64_t value)
{
	const struct wire_exit x = {.end = end, .value = value};

	return say(f, stream, WIRE_EXIT, &x, sizeof(x));
}

/* Plays a whole command on that stream. */
static void live(struct fixture *f, unsigned stream)
{
	session_room(f->session);
	CHECK_STR(say_started(f, stream), NULL);
	CHECK_STR(say_exit(f, stream, WIRE_EXITED, 0), NULL);
}

TEST(jobs_run_in_order_once_the_agent_is_ready)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	add_all(&f);
	CHECK_INT(f.jobs[0]->job.state, JOB_QUEUED);
	session_begin(f.session, f.channel);
	for (unsigned i = 0; i < 3; i++) {
		CHECK_INT(f.jobs[i]->job.state, JOB_TURN);
		CHECK_INT(f.jobs[i]->job.stream, i + 1);
		CHECK_INT(f.idle, 0);
		live(&f, i + 1);
		CHECK_INT(f.jobs[i]->job.state, JOB_OVER);
	}
	CHECK_INT(f.idle, 1);
}

TEST(more_may_be_added_later)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	session_begin(f.session, f.channel);
	CHECK_INT(f.idle, 0);
	session_add(f.session, &f.jobs[0]->job);
	live(&f, 1);
	CHECK_INT(f.idle, 1);
	session_add(f.session, &f.jobs[1]->job);
	session_add(f.session, &f.jobs[2]->job);
	live(&f, 2);
	CHECK_INT(f.idle, 1);
	live(&f, 3);
	CHECK_INT(f.idle, 2);
}

TEST(jobs_that_need_a_failed_one_are_dropped)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	f.jobs[0]->fails = f.jobs[1]->fails = f.jobs[1]->job.needed = true;
	add_all(&f);
	session_begin(f.session, f.channel);
	live(&f, 1);
	CHECK_INT(f.jobs[1]->job.state, JOB_TURN);
	live(&f, 2);
	CHECK_INT(f.jobs[2]->job.state, JOB_DROPPED);
	CHECK_INT(f.idle, 1);
}

TEST(output_still_on_its_way)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	f.jobs[0]->ends_late = true;
	add_all(&f);
	session_begin(f.session, f.channel);
	live(&f, 1);
	CHECK_INT(f.jobs[1]->job.state, JOB_QUEUED);
	session_drop(f.session);
	job_over(&f.jobs[0]->job);
	CHECK_INT(f.jobs[1]->job.state, JOB_DROPPED);
	CHECK_INT(f.idle, 1);
}

#define NOT_OPEN   "a message on a stream that is not open"
#define IMPOSSIBLE "an impossible end of the command"

TEST(messages_out_of_turn)
{
	_cleanup_(teardown) struct fixture f;
	static const uint8_t bytes[101];
	struct wire_header h = {WIRE_STDOUT, 1, 0};

	setup(&f);
	add_all(&f);
	session_begin(f.session, f.channel);
	CHECK_STR(say_started(&f, 1), NOT_OPEN); /* EXEC is not sent yet */
	session_room(f.session);
	CHECK_STR(say_started(&f, 2), NOT_OPEN);
	CHECK_STR(session_frame(f.session, &h, bytes, false), "a message out of turn");
	CHECK_STR(say_exit(&f, 1, WIRE_EXITED, 0), IMPOSSIBLE);
	CHECK_STR(say(&f, 1, WIRE_STARTED, bytes, 8), "a message of a wrong length");
	CHECK_STR(say_started(&f, 1), NULL);
	CHECK_STR(say_started(&f, 1), "a message out of turn");
	h.length = 101;
	CHECK_STR(session_frame(f.session, &h, bytes, false), "more output than it may");
	h.length = 100;
	CHECK_STR(session_frame(f.session, &h, bytes, false), NULL);
	CHECK_INT(f.jobs[0]->got, 100);
	h.length = 0;
	CHECK_STR(session_frame(f.session, &h, bytes, false), NULL);
	CHECK_STR(session_frame(f.session, &h, bytes, false), "output after its end");
	CHECK_STR(say_exit(&f, 1, WIRE_NOT_RUN, 2), IMPOSSIBLE);
	CHECK_STR(say_exit(&f, 1, 9, 2), IMPOSSIBLE);
	CHECK_STR(say_exit(&f, 1, WIRE_EXITED, UINT64_C(1) << 32), IMPOSSIBLE);
	CHECK_STR(say(&f, 1, 99, bytes, 8), "a message of an unknown type");
	CHECK_STR(say_exit(&f, 1, WIRE_SIGNALLED_END, 9), NULL);
	CHECK_STR(say_exit(&f, 1, WIRE_SIGNALLED_END, 9), NOT_OPEN);
}

TEST_MAIN()
