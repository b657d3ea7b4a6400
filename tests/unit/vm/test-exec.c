/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands: what runs, and how it ends. */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "tests/unit/exec-play.h"

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
