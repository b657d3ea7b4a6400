/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's input and output. */
#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "tests/unit/exec-play.h"

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

/* Writes until the pipes are full. */
static bool input_is_stuck(struct fixture *f)
{
	static const char block[4096];

	while (write(f->in[1], block, sizeof(block)) > 0)
		;
	return f->said.len && f->guest->command.in_len;
}

static bool input_is_closed(struct fixture *f)
{
	return f->started && f->guest->command.fd[RELAY_IN] < 0;
}

static bool output_is_closed(struct fixture *f)
{
	const int *fd = f->guest->command.fd;

	return f->started && fd[RELAY_OUT] < 0 && fd[RELAY_ERR] < 0;
}

/* The command goes on once the guest has seen what happened to its stream. */
TEST(a_stream_may_end_before_the_command)
{
	static const struct {
		const char *script;
		bool (*seen)(struct fixture *f);
		const char *said;
		int status;
	} cases[] = {
		{"echo before; read x <$0; echo after", input_is_stuck, "before\nafter\n", 0},
		{"exec <&-; read x <$0; exit 4", input_is_closed, "", 4},
		{"echo x; exec >&- 2>&-; read x <$0; exit 5", output_is_closed, "x\n", 5},
	};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-exec"), *fifo = path_join(dir, "go");

	CHECK_INT(mkfifo(fifo, 0600), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(teardown) struct fixture f;

		setup(&f);
		f.go = open(fifo, O_RDWR | O_CLOEXEC);
		f.seen = cases[i].seen;
		PLAY(&f, "sh", "-c", cases[i].script, fifo);
		close(f.go);
		check_end(&f, WIRE_EXITED, cases[i].status);
		CHECK_STR(sb_str(&f.said), cases[i].said);
	}
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(children_that_hold_the_output_do_not_delay_the_end)
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

/* Only what the pipe holds is still read. */
TEST(children_that_never_stop_writing)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	PLAY(&f, "sh", "-c", "yes & echo $! >&2; exit 3");
	check_end(&f, WIRE_EXITED, 3);
	CHECK_INT(kill((pid_t)strtol(sb_str(&f.complained), NULL, 10), SIGKILL), 0);
}

/* The guest keeps output that is not read. */
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

static void quit(void *arg)
{
	loop_quit(arg);
}

static void host_turns(struct fixture *f)
{
	for (int i = 0; i < 5; i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		loop_add_timer(f->loop, 0, quit, f->loop);
		CHECK_OK(loop_run(f->loop, &e), &e);
	}
}

TEST(a_guest_that_ignores_the_window)
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

/* Only a reader that is gone is no failure of the host's. */
TEST(output_that_cannot_be_written)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	cleanup_close(&f.err[1]);
	f.err[1] = f.spec.err_fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	PLAY(&f, "sh", "-c", "echo x; echo y >&2");
	CHECK_STR(f.failed, "write to stderr: No space left on device");
	CHECK_STR(sb_str(&f.said), "x\n");
	CHECK_INT(f.gone, 0);
}

TEST(a_stdout_that_was_opened_for_reading)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	cleanup_close(&f.out[1]);
	f.out[1] = f.spec.out_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	PLAY(&f, "echo", "x");
	CHECK_STR(f.failed, "write to stdout: Bad file descriptor");
}

TEST(input_that_cannot_be_read)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	cleanup_close(&f.in[0]);
	f.in[0] = f.spec.in_fd = open("/", O_RDONLY | O_CLOEXEC);
	PLAY(&f, "cat");
	CHECK_STR(f.failed, "read stdin: Is a directory");
	check_end(&f, WIRE_EXITED, 0);
}

TEST(a_stdin_that_was_opened_for_writing_is_empty)
{
	_cleanup_(teardown) struct fixture f;

	setup(&f);
	cleanup_close(&f.in[0]);
	f.in[0] = f.spec.in_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	PLAY(&f, "cat");
	CHECK_STR(f.failed, NULL);
	check_end(&f, WIRE_EXITED, 0);
}

TEST_MAIN()
