/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands over the channel, both ends of it real: the host's side, and PID 1's, which runs them
 * here.
 */
#define GUEST_RUNS
#include <fcntl.h>
#include <sys/socket.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/strbuf.h"
#include "tests/unit/guest-port.h"
#include "tests/unit/test.h"
#include "vm/agent/exec.h"
#include "vm/agent/session.h"

#define LIMIT_NS (60 * NS_PER_SEC) /* only so that nothing hangs */

struct fixture {
	struct guest *guest;
	struct loop *loop;
	struct channel *channel;
	struct session *session;
	struct exec *exec;
	struct exec_spec spec;
	int in[2], out[2], err[2]; /* pipes; the test's ends are in[1], out[0], err[0] */
	struct strbuf said, complained;
	uint64_t give_up;
	bool started, ended, patient; /* patient: nobody reads out */
	int gone, signo;	      /* signo: to be sent when the first output comes */
	char *broken;
};

static void on_ready(void *arg, const struct wire_ready *r)
{
	struct fixture *f = arg;

	session_begin(f->session, f->channel);
}

static void on_broken(void *arg, const char *why)
{
	str_set(&((struct fixture *)arg)->broken, why);
}

static const char *on_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			    bool newer)
{
	return session_frame(((struct fixture *)arg)->session, h, payload, newer);
}

static bool on_room(void *arg)
{
	return session_room(((struct fixture *)arg)->session);
}

static void on_started(void *arg, const struct wire_started *s)
{
	((struct fixture *)arg)->started = true;
}

static void on_ended(void *arg)
{
	((struct fixture *)arg)->ended = true;
}

static void on_gone(void *arg, int signo)
{
	((struct fixture *)arg)->gone = signo;
}

static void setup(struct fixture *f)
{
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	*f = (struct fixture){.guest = xcalloc(1, sizeof(struct guest)), .loop = loop_new()};
	guest_complaints = 0;
	BUG_ON(pipe2(f->in, O_CLOEXEC) || pipe2(f->out, O_CLOEXEC) || pipe2(f->err, O_CLOEXEC));
	fcntl(f->in[1], F_SETFL, O_NONBLOCK);
	fcntl(f->out[0], F_SETFL, O_NONBLOCK);
	fcntl(f->err[0], F_SETFL, O_NONBLOCK);
	f->spec = (struct exec_spec){.in_fd = f->in[0], .out_fd = f->out[1], .err_fd = f->err[1]};
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	f->guest->port.fd = fds[0];
	f->session = session_new(&(struct session_hooks){on_ended, f});
	f->channel = channel_new(f->loop, fds[1],
				 &(struct channel_hooks){.ready = on_ready,
							 .broken = on_broken,
							 .frame = on_frame,
							 .room = on_room,
							 .arg = f});
}

static void teardown(struct fixture *f)
{
	int *const fds[] = {&f->in[0], &f->in[1], &f->out[0], &f->out[1], &f->err[0], &f->err[1]};

	session_free(f->session);
	channel_free(f->channel);
	loop_free(f->loop);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		cleanup_close(fds[i]);
	for (unsigned i = 0; f->guest->command.stream && i < RELAY_N; i++)
		relay_close(&f->guest->command, i);
	if (f->guest->port.fd)
		close(f->guest->port.fd);
	free(f->guest);
	free(f->broken);
	sb_free(&f->said);
	sb_free(&f->complained);
}

static void guest_turn(struct fixture *f)
{
	struct pollfd fds[1 + RELAY_N] = {port_poll(f->guest)};
	int status;
	pid_t pid;

	guest_clock = now_ns();
	relay_poll(f->guest, fds + 1);
	if (poll(fds, ARRAY_SIZE(fds), 1) > 0) {
		relay_serve(f->guest, fds + 1);
		port_serve(f->guest, fds[0].revents);
	}
	port_say(f->guest, 0);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		command_reaped(f->guest, pid, status);
}

static void drain(int fd, struct strbuf *to)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		sb_addn(to, buf, (size_t)n);
}

static void on_turn(void *arg)
{
	struct fixture *f = arg;

	guest_turn(f);
	if (!f->patient)
		drain(f->out[0], &f->said);
	drain(f->err[0], &f->complained);
	if (f->signo && f->said.len) {
		CHECK(exec_signal(f->exec, f->signo));
		f->signo = 0;
	}
	if (f->ended || f->broken || now_ns() > f->give_up)
		loop_quit(f->loop);
	else
		loop_add_timer(f->loop, 0, on_turn, f);
}

static void quit(void *arg)
{
	loop_quit(arg);
}

static void begin(struct fixture *f, const char *const *argv)
{
	f->spec.argv = (char *const *)(uintptr_t)argv;
	f->exec =
		exec_new(f->loop, &f->spec, &(struct exec_hooks){on_started, on_ended, on_gone, f});
	session_add(f->session, exec_job(f->exec));
	port_say(f->guest, PORT_SAY_READY);
}

static void go_on(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	f->give_up = now_ns() + LIMIT_NS;
	loop_add_timer(f->loop, 0, on_turn, f);
	CHECK_OK(loop_run(f->loop, &e), &e);
}

static void play(struct fixture *f, const char *const *argv)
{
	begin(f, argv);
	go_on(f);
	CHECK(f->ended);
	CHECK_STR(f->broken, NULL);
	CHECK_INT(guest_complaints, 0);
}

#define PLAY(f, ...) play(f, (const char *const[]){__VA_ARGS__, NULL})

static void check_end(struct fixture *f, unsigned end, int value)
{
	const struct wire_exit *x = exec_end(f->exec);

	REQUIRE(x != NULL);
	CHECK_INT(x->end, end);
	CHECK_INT(x->value, value);
}

TEST(streams_and_status)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	PLAY(&f, "sh", "-c", "echo out; echo err >&2; exit 200");
	check_end(&f, WIRE_EXITED, 200);
	CHECK_STR(sb_str(&f.said), "out\n");
	CHECK_STR(sb_str(&f.complained), "err\n");
	CHECK(f.started);
}

TEST(arguments_as_they_are)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	PLAY(&f, "printf", "[%s]", "a b", "", "it's \"q\"", "new\nline", "\xc3\xbc\xff", "$HOME *");
	check_end(&f, WIRE_EXITED, 0);
	CHECK_STR(sb_str(&f.said), "[a b][][it's \"q\"][new\nline][\xc3\xbc\xff][$HOME *]");
}

TEST(many_arguments)
{
	_cleanup_(teardown) struct fixture f;
	_cleanup_strv_ struct strv words = {0};
	_cleanup_free_ char *longest = xcalloc(1, 100001);

	setup(&f);
	memset(longest, 'x', 100000);
	strv_addl(&words, "sh", "-c", "echo $#; echo \"$*\" | wc -c", "sh", NULL);
	for (int i = 0; i < 10; i++)
		strv_add(&words, longest);
	play(&f, (const char *const *)words.v);
	CHECK_STR(sb_str(&f.said), "10\n1000010\n");
}

/* Through a command and back, in pieces, with all byte values. */
TEST(megabytes_both_ways)
{
	const size_t size = 3 << 20;
	_cleanup_(teardown) struct fixture f;
	_cleanup_free_ char *dir = NULL, *path = NULL, *bytes = xcalloc(1, size);
	_cleanup_err_ struct err e = ERR_INIT;

	setup(&f);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * 7 + (i >> 8) * 13);
	dir = temporary_dir("test-exec");
	path = path_join(dir, "in");
	CHECK_OK(fs_write(path, bytes, size, 0600, &e), &e);
	f.spec.in_fd = open(path, O_RDONLY | O_CLOEXEC);
	PLAY(&f, "sh", "-c", "tee /dev/stderr");
	close(f.spec.in_fd);
	CHECK_INT(f.said.len, size);
	CHECK_INT(f.complained.len, size);
	CHECK(f.said.len == size && !memcmp(f.said.buf, bytes, size));
	CHECK(f.complained.len == size && !memcmp(f.complained.buf, bytes, size));
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(the_end_of_input)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	CHECK_INT(write(f.in[1], "abc", 3), 3);
	close(TAKE_FD(f.in[1]));
	PLAY(&f, "cat");
	check_end(&f, WIRE_EXITED, 0);
	CHECK_STR(sb_str(&f.said), "abc");
}

TEST(input_that_nobody_reads_or_that_is_closed)
{
	static const struct {
		const char *script, *said;
		int status;
	} cases[] = {{"echo before; sleep 0.1; echo after", "before\nafter\n", 0},
		     {"exec <&-; sleep 0.1; exit 4", "", 4}};
	static const char block[4096];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(teardown) struct fixture f;

		setup(&f);
		while (write(f.in[1], block, sizeof(block)) > 0)
			;
		PLAY(&f, "sh", "-c", cases[i].script);
		check_end(&f, WIRE_EXITED, cases[i].status);
		CHECK_STR(sb_str(&f.said), cases[i].said);
	}
}

TEST(output_that_is_closed_early)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	PLAY(&f, "sh", "-c", "echo x; exec >&- 2>&-; sleep 0.1; exit 5");
	check_end(&f, WIRE_EXITED, 5);
	CHECK_STR(sb_str(&f.said), "x\n");
}

TEST(children_that_hold_the_output_are_not_waited_for)
{
	_cleanup_(teardown) struct fixture f;
	pid_t child;

	setup(&f);
	PLAY(&f, "sh", "-c", "sleep 1000 & echo $!; exit 3");
	check_end(&f, WIRE_EXITED, 3);
	child = (pid_t)strtol(sb_str(&f.said), NULL, 10);
	REQUIRE(child > 1);
	CHECK_INT(kill(child, SIGKILL), 0);
}

/* As much as fits into the pipe still counts, and no more. */
TEST(children_that_never_stop_talking)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	PLAY(&f, "sh", "-c", "yes & echo $! >&2; exit 3");
	check_end(&f, WIRE_EXITED, 3);
	CHECK_INT(kill((pid_t)strtol(sb_str(&f.complained), NULL, 10), SIGKILL), 0);
}

/* What is not read waits in the guest. */
TEST(a_reader_that_waits)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	f.patient = true;
	begin(&f,
	      (const char *const[]){"sh", "-c", "yes 2>&- | head -c 2000000; echo done >&2", NULL});
	for (int i = 0; i < 300; i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		f.give_up = 0;
		loop_add_timer(f.loop, 0, on_turn, &f);
		CHECK_OK(loop_run(f.loop, &e), &e);
	}
	CHECK(exec_waiting(f.exec) > 0);
	CHECK(exec_waiting(f.exec) <= 256 * 1024);
	CHECK_INT(f.complained.len, 0);
	f.patient = false;
	go_on(&f);
	CHECK(f.ended);
	CHECK_INT(f.said.len, 2000000);
	CHECK_STR(sb_str(&f.complained), "done\n");
}

static void host_turns(struct fixture *f)
{
	for (int i = 0; i < 5; i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		loop_add_timer(f->loop, 0, quit, f->loop);
		CHECK_OK(loop_run(f->loop, &e), &e);
	}
}

TEST(a_guest_that_heeds_no_window)
{
	static uint8_t frame[WIRE_HEADER + 4096];
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	f.patient = true;
	begin(&f, (const char *const[]){"cat", NULL});
	for (int i = 0; i < 1000 && !f.started; i++) {
		guest_turn(&f);
		host_turns(&f);
	}
	REQUIRE(f.started);
	wire_head(frame, WIRE_STDOUT, 1, 4096);
	for (int i = 0; i < 200 && !f.broken; i++) {
		CHECK_INT(write(f.guest->port.fd, frame, sizeof(frame)), sizeof(frame));
		host_turns(&f);
	}
	CHECK_STR(f.broken, "the agent sent more output than it may");
	kill(-f.guest->command.pid, SIGKILL);
}

TEST(a_reader_that_went_away)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	close(TAKE_FD(f.out[0]));
	f.patient = true;
	PLAY(&f, "sh", "-c", "echo x; exit 3");
	check_end(&f, WIRE_EXITED, 3);
	CHECK_INT(f.gone, SIGPIPE);
}

TEST(a_signal)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	f.signo = SIGTERM;
	PLAY(&f, "sh", "-c", "echo up; sleep 1000; echo not here");
	check_end(&f, WIRE_SIGNALLED_END, SIGTERM);
	CHECK_STR(sb_str(&f.said), "up\n");
	CHECK(!exec_signal(f.exec, SIGTERM));
}

TEST(what_cannot_be_run)
{
	static const struct {
		const char *name;
		int errnum;
	} cases[] = {
		{"no-such-program", ENOENT},  {"", ENOENT},
		{"/no/such/program", ENOENT}, {"/etc", EACCES},
		{"/etc/passwd", EACCES},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(teardown) struct fixture f;

		setup(&f);
		PLAY(&f, cases[i].name, "x");
		check_end(&f, WIRE_NOT_RUN, cases[i].errnum);
		CHECK(!f.started);
	}
}

TEST(a_script_without_an_interpreter)
{
	_cleanup_(teardown) struct fixture f;
	_cleanup_free_ char *dir = NULL, *path = NULL;
	_cleanup_err_ struct err e = ERR_INIT;

	setup(&f);
	dir = temporary_dir("test-exec");
	path = path_join(dir, "script");
	CHECK_OK(fs_write(path, "echo $1 $#; exit 6\n", 19, 0700, &e), &e);
	PLAY(&f, path, "one", "two");
	check_end(&f, WIRE_EXITED, 6);
	CHECK_STR(sb_str(&f.said), "one 2\n");
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(a_terminal)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	f.spec.tty = true;
	f.spec.rows = 33;
	f.spec.cols = 101;
	f.spec.term = "vt52";
	CHECK_INT(write(f.in[1], "abc\n", 4), 4);
	close(TAKE_FD(f.in[1]));
	PLAY(&f, "sh", "-c", "stty -echo; stty size; echo $TERM; tty >&2; cat; exit 3");
	check_end(&f, WIRE_EXITED, 3);
	CHECK_CONTAINS(sb_str(&f.said), "33 101\r\nvt52\r\n/dev/pts/");
	CHECK_CONTAINS(sb_str(&f.said), "abc\r\n");
	CHECK_INT(f.complained.len, 0);
}

TEST(one_command_after_another)
{
	_cleanup_(teardown) struct fixture f;
	struct wire_exec exec = {.strings = 8, .argc = 1, .stdout_window = 10, .stderr_window = 10};
	uint8_t frame[256];
	size_t n;
	int fds[2];

	setup(&f);
	BUG_ON(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
	close(f.guest->port.fd);
	f.guest->port.fd = fds[0];
	f.guest->port.hello = true;
	for (unsigned stream = 1; stream < 4; stream += 2) {
		n = wire_encode(frame, WIRE_EXEC, stream, &exec, sizeof(exec));
		n += wire_head(frame + n, WIRE_STRINGS, stream, 8);
		memcpy(frame + n, "/\0false", 8);
		CHECK_INT(write(fds[1], frame, n + 8), n + 8);
		for (f.give_up = now_ns() + LIMIT_NS;
		     f.guest->command.last != stream && now_ns() < f.give_up;)
			guest_turn(&f);
		CHECK_INT(f.guest->command.last, stream);
		CHECK_INT(f.guest->command.exit.end, WIRE_EXITED);
		CHECK_INT(f.guest->command.exit.value, 1);
	}
	CHECK_INT(guest_complaints, 0);
	close(fds[1]);
}

TEST_MAIN()
