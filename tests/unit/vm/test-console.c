/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/strbuf.h"
#include "test.h"
#include "vm/user/console-text.h"
#include "vm/user/console.h"

struct rig {
	struct loop *loop;
	struct console *console;
	int guest;	   /* the guest's end */
	int in[2], out[2]; /* the user's pipes */
	int gone, closed;  /* how often the hooks were called */
	int in_errnum, out_errnum;
	char *dir, *log;
	struct err e;
};

static void on_gone(void *arg)
{
	((struct rig *)arg)->gone++;
}

static void on_failed(void *arg, bool input, int errnum)
{
	struct rig *r = arg;

	*(input ? &r->in_errnum : &r->out_errnum) = errnum;
}

static void on_closed(void *arg)
{
	((struct rig *)arg)->closed++;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(TAKE_FD(*fd));
}

/* Makes a console on these descriptors of the user's; the caller has freed the former one. */
static void rig_console(struct rig *r, int in, int out)
{
	const struct console_hooks hooks = {on_gone, on_failed, on_closed, r};
	int pair[2];

	close_fd(&r->guest);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		abort();
	r->guest = pair[1];
	fcntl(r->guest, F_SETFL, O_NONBLOCK);
	r->console = console_new(r->loop, pair[0], in, out, r->log, &hooks, &r->e);
	if (!r->console)
		abort();
}

static void rig_begin(struct rig *r)
{
	*r = (struct rig){.loop = loop_new(), .guest = -1};
	signal(SIGPIPE, SIG_IGN);
	r->dir = temporary_dir("jiffy-test");
	r->log = path_join(r->dir, "console.log");
	if (pipe2(r->in, O_CLOEXEC) < 0 || pipe2(r->out, O_CLOEXEC) < 0)
		abort();
	rig_console(r, r->in[0], r->out[1]);
}

static void rig_end(struct rig *r)
{
	console_free(r->console);
	loop_free(r->loop);
	close_fd(&r->guest);
	for (int i = 0; i < 2; i++) {
		close_fd(&r->in[i]);
		close_fd(&r->out[i]);
	}
	fs_remove(r->dir, &r->e);
	free(r->dir);
	free(r->log);
	err_free(&r->e);
}

#define RIG(r)                                                                                     \
	_cleanup_(rig_end) struct rig r;                                                           \
	rig_begin(&r)

static void quit(void *arg)
{
	loop_quit(arg);
}

/* Serves all that is ready. */
static void turn(struct rig *r)
{
	for (int i = 0; i < 4; i++) {
		loop_add_timer(r->loop, 0, quit, r->loop);
		CHECK_OK(loop_run(r->loop, &r->e), &r->e);
	}
}

static void guest_says(struct rig *r, const char *text)
{
	CHECK_INT(send(r->guest, text, strlen(text), MSG_NOSIGNAL), strlen(text));
	turn(r);
}

/* Reads what is there. Caller's. */
static char *take(int fd)
{
	char buf[4096];
	ssize_t n = poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) == 1
			    ? read(fd, buf, sizeof(buf))
			    : 0;

	return xstrndup(buf, n < 0 ? 0 : (size_t)n);
}

static void check_taken(int fd, const char *want)
{
	_cleanup_free_ char *got = take(fd);

	CHECK_STR(got, want);
}

static void check_log(struct rig *r, const char *want)
{
	_cleanup_sb_ struct strbuf log = {0};

	CHECK_OK(fs_read(r->log, &log, &r->e), &r->e);
	CHECK_STR(sb_str(&log), want);
}

TEST(bytes_go_both_ways)
{
	RIG(r);

	guest_says(&r, "hello\r\n\033[1mbold");
	check_taken(r.out[0], "hello\r\n\033[1mbold");
	check_log(&r, "hello\r\n\033[1mbold");
	CHECK(write(r.in[1], "ls\n", 3) == 3);
	turn(&r);
	check_taken(r.guest, "ls\n");
}

TEST(ctrl_a_of_a_pipe_is_a_byte)
{
	RIG(r);

	CHECK(write(r.in[1], "a\001x", 3) == 3);
	turn(&r);
	check_taken(r.guest, "a\001\001x");
}

TEST(listening_can_wait)
{
	RIG(r);

	console_listen(r.console, false);
	CHECK(write(r.in[1], "early", 5) == 5);
	turn(&r);
	check_taken(r.guest, "");
	console_listen(r.console, true);
	turn(&r);
	check_taken(r.guest, "early");
}

TEST(the_end_of_a_pipe_is_not_the_end)
{
	RIG(r);

	close_fd(&r.in[1]);
	turn(&r);
	CHECK_INT(r.gone, 0);
	guest_says(&r, "still here");
	check_taken(r.out[0], "still here");
}

TEST(a_gone_reader_is_reported_once_and_the_log_goes_on)
{
	RIG(r);

	close_fd(&r.out[0]);
	turn(&r);
	CHECK_INT(r.gone, 1);
	guest_says(&r, "one ");
	guest_says(&r, "two");
	CHECK_INT(r.gone, 1);
	check_log(&r, "one two");
}

TEST(a_full_disk_is_no_gone_reader)
{
	_cleanup_close_ int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	RIG(r);

	console_free(r.console);
	rig_console(&r, -1, full);
	guest_says(&r, "one");
	CHECK_INT(r.out_errnum, ENOSPC);
	CHECK_INT(r.gone, 0);
	check_log(&r, "one");
}

TEST(input_that_cannot_be_read)
{
	_cleanup_close_ int folder = open("/", O_RDONLY | O_CLOEXEC);
	RIG(r);

	console_free(r.console);
	rig_console(&r, folder, -1);
	turn(&r);
	CHECK_INT(r.in_errnum, EISDIR);
}

TEST(a_log_on_a_full_disk)
{
	RIG(r);

	guest_says(&r, "one");
	CHECK_INT(console_log_errnum(r.console), 0);
	console_free(r.console);
	free(r.log);
	r.log = xstrdup("/dev/full");
	rig_console(&r, -1, -1);
	guest_says(&r, "one");
	CHECK_INT(console_log_errnum(r.console), ENOSPC);
}

TEST(the_guests_end)
{
	RIG(r);

	CHECK(write(r.guest, "last words", 10) == 10);
	close_fd(&r.guest);
	turn(&r);
	CHECK_INT(r.closed, 1);
	check_taken(r.out[0], "last words");
	check_log(&r, "last words");
}

TEST(an_end_that_another_process_hides)
{
	RIG(r);

	CHECK(write(r.guest, "last words", 10) == 10);
	console_finish(r.console);
	turn(&r);
	CHECK_INT(r.closed, 1);
	check_log(&r, "last words");
}

/* A reader that does not read stops the guest, not us; later, nothing is missing. */
TEST(back_pressure)
{
	RIG(r);
	_cleanup_sb_ struct strbuf sent = {0}, got = {0}, log = {0};
	char line[64];
	int n = 0;

	for (;;) {
		snprintf(line, sizeof(line), "this is line %d of many\n", n++);
		if (send(r.guest, line, strlen(line), MSG_NOSIGNAL) < 0) {
			turn(&r);
			if (send(r.guest, line, strlen(line), MSG_NOSIGNAL) < 0)
				break;
		}
		sb_add(&sent, line);
		REQUIRE(sent.len < 16 << 20);
	}
	CHECK_INT(errno, EAGAIN);
	close_fd(&r.guest);
	while (!r.closed) {
		_cleanup_free_ char *some = NULL;

		turn(&r);
		some = take(r.out[0]);
		sb_add(&got, some);
	}
	for (;;) {
		_cleanup_free_ char *some = take(r.out[0]);

		if (!*some)
			break;
		sb_add(&got, some);
	}
	CHECK_OK(fs_read(r.log, &log, &r.e), &r.e);
	CHECK_INT(got.len, sent.len);
	CHECK(str_eq(sb_str(&got), sb_str(&sent)));
	CHECK(str_eq(sb_str(&log), sb_str(&sent)));
}

TEST(the_users_descriptors_keep_their_flags)
{
	RIG(r);

	CHECK(!(fcntl(r.out[1], F_GETFL) & O_NONBLOCK));
	CHECK(!(fcntl(r.in[0], F_GETFL) & O_NONBLOCK));
}

/* What the guest wrote, piece by piece, and whether it shows a kernel. */
static const struct {
	const char *pieces[3];
	bool kernel;
} kernels[] = {
	{{"Linux version 6.1"}, true},	       {{"\r\nLinux ver", "sion 6.1"}, true},
	{{"[    0.0", "00000", "] x"}, true},  {{"boot\n[   12.345678] x"}, true},
	{{"SeaBIOS (version 1.16)\n"}, false}, {{"a Linux version 6.1"}, false},
	{{"[abc] x\n[12] y\n[1.5"}, false},
};

TEST(marks)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		RIG(r);

		CHECK_INT(console_marks(r.console)->first_byte, 0);
		for (int k = 0; k < 3 && kernels[i].pieces[k]; k++)
			guest_says(&r, kernels[i].pieces[k]);
		CHECK(console_marks(r.console)->first_byte);
		CHECK_INT(console_marks(r.console)->kernel_first != 0, kernels[i].kernel);
	}
}

/* The kernel's start is taken from the first line's time stamp, however late the line is shown. */
TEST(the_first_line_may_be_a_late_one)
{
	RIG(r);
	const struct console_marks *m = console_marks(r.console);

	guest_says(&r, "[    3.500000] x\n");
	CHECK_INT(m->first_byte - m->kernel_first, 3500 * NS_PER_MS);
}

static const struct {
	const char *in;
	unsigned n;
	const char *out;
} texts[] = {
	{"a\r\nb\r\nc\r\n", 2, "b\nc"},
	{"a\nb", 10, "a\nb"},
	{"a\nb\n\n \n", 1, "b"},
	{"a", 0, ""},
	{"", 3, ""},
	{"\033[1;31mred\033[0m\033[6n \033]0;title\007x\033]1;t\033\\y", 1, "red xy"},
	{"\033cA\033(BB\033[2JC\033=D", 1, "ABCD"},
	{"tab\tstays, bell\007 and del\177 go", 1, "tab\tstays, bell and del go"},
	{"cut \033", 1, "cut"},
	{"cut \033[12", 1, "cut"},
	{"\033[1\nb", 2, "\nb"},
	{"\033]never ends\nb", 2, "\nb"},
	{"\303\244", 1, "\303\244"},
};

TEST(plain_text)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *got =
			console_text(texts[i].in, strlen(texts[i].in), texts[i].n);

		CHECK_STR(got, texts[i].out);
	}
}

TEST(the_tail)
{
	RIG(r);
	_cleanup_free_ char *tail = NULL;

	guest_says(&r, "one\r\ntwo\r\n\033[1mthree\033[m\r\n");
	tail = console_tail(r.console, 2);
	CHECK_STR(tail, "two\nthree");
}

TEST(a_log_that_cannot_be_written)
{
	const struct console_hooks hooks = {on_gone, on_failed, on_closed, NULL};
	struct loop *l = loop_new();
	_cleanup_err_ struct err e = ERR_INIT;
	int pair[2];

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	CHECK(!console_new(l, pair[0], -1, -1, "/nonexistent/log", &hooks, &e));
	CHECK_CONTAINS(e.msg, "cannot write '/nonexistent/log'");
	close(pair[1]);
	loop_free(l);
}

TEST_MAIN()
