/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a child to its end: proc_capture() and proc_run_logged(). */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "test.h"

static void use_shell(struct proc *p, const char *script)
{
	strv_addl(&p->argv, "sh", "-c", script, NULL);
}

/* Runs p, which must succeed, and compares its stdout. */
static void check_capture(struct proc *p, const char *want)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf out = {0};

	CHECK_OK(proc_capture(p, &out, &e), &e);
	CHECK_STR(sb_str(&out), want);
}

static void check_shell(const char *script, const char *want)
{
	_cleanup_proc_ struct proc p = PROC_INIT;

	use_shell(&p, script);
	check_capture(&p, want);
}

TEST(capture)
{
	check_shell("echo out; echo err >&2", "out\n");
	check_shell("cat", ""); /* stdin is empty */
	check_shell("head -c 300000 /dev/zero | tr '\\0' x | wc -c", "300000\n");
}

TEST(capture_with_much_on_both)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf out = {0};

	use_shell(&p, "head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero");
	CHECK_OK(proc_capture(&p, &out, &e), &e);
	CHECK_INT(out.len, 1000000);
}

TEST(failure_has_the_last_lines)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "seq 30 >&2; exit 3");
	CHECK_INT(proc_capture(&p, NULL, &e), -1);
	CHECK_STR(e.msg, "'sh' exited with status 3");
	CHECK_STR(e.detail, "21\n22\n23\n24\n25\n26\n27\n28\n29\n30");
	CHECK(p.exited);
	CHECK_INT(p.status, 3);
	CHECK_INT(p.pid, 0);
}

TEST(failure_without_a_word)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "exit 1");
	CHECK_INT(proc_capture(&p, NULL, &e), -1);
	CHECK(!e.detail);
}

TEST(a_signal_is_no_success)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "kill -SEGV $$");
	CHECK_INT(proc_capture(&p, NULL, &e), -1);
	CHECK_STR(e.msg, "'sh' was killed by SIGSEGV");
	CHECK(!p.exited);
	CHECK_INT(p.signo, SIGSEGV);
}

static void note_line(void *arg, const char *line)
{
	sb_addf(arg, "<%s>", line);
}

/* Runs p with a log of its own and compares what the log holds. */
static int run_with_log(struct proc *p, struct strbuf *lines, const char *want, int interrupt_fd,
			struct err *e)
{
	_cleanup_err_ struct err other = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-proc");
	_cleanup_free_ char *log = path_join(dir, "log");
	_cleanup_sb_ struct strbuf text = {0};
	int result;

	p->log = log;
	CHECK_OK(fs_write_str(log, "before\n", &other), &other);
	result = proc_run_logged(p, note_line, lines, interrupt_fd, e);
	p->log = NULL;
	CHECK_OK(fs_read(log, &text, &other), &other);
	CHECK_STR(sb_str(&text), want);
	CHECK_OK(fs_remove(dir, &other), &other);
	return result;
}

TEST(logged)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf lines = {0};

	use_shell(&p, "echo one; echo two >&2; echo; printf three; exit 2");
	CHECK_OK(run_with_log(&p, &lines, "before\none\ntwo\n\nthree", -1, &e), &e);
	CHECK_STR(sb_str(&lines), "<one><two><><three>");
	CHECK_INT(proc_ok(&p, &e), -1);
	CHECK_STR(e.msg, "'sh' exited with status 2");
}

static void note_length(void *arg, const char *line)
{
	sb_addf(arg, "%zu ", strlen(line));
}

static void check_lengths(const char *script, const char *want)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf lengths = {0};

	use_shell(&p, script);
	CHECK_OK(proc_run_logged(&p, note_length, &lengths, -1, &e), &e);
	CHECK_OK(proc_ok(&p, &e), &e);
	CHECK_STR(sb_str(&lengths), want);
}

TEST(long_lines_come_in_pieces)
{
	check_lengths("head -c 200000 /dev/zero | tr '\\0' x; echo; echo end",
		      "65536 65536 65536 3392 3 ");
	/* in reads of odd sizes; a piece that fills the limit is a line */
	check_lengths(
		"head -c 65536 /dev/zero | tr '\\0' x | dd bs=1000 2>/dev/null; echo; echo end",
		"65536 3 ");
	check_lengths("head -c 65537 /dev/zero | tr '\\0' x | dd bs=60000 2>/dev/null; echo",
		      "65536 1 ");
	check_lengths("head -c 65536 /dev/zero | tr '\\0' x", "65536 ");
	/* more than one piece comes before the end of the line */
	check_lengths("{ echo go; head -c 100000 /dev/zero | tr '\\0' x; echo; } |"
		      "dd bs=1M iflag=fullblock 2>/dev/null",
		      "2 65536 34464 ");
}

/* A pipe that reaches its end when the last process of a group has ended. */
struct life {
	int fds[2];
};

static void watch(struct life *l, struct proc *p)
{
	if (pipe2(l->fds, O_CLOEXEC) < 0)
		abort();
	p->pass_fds = &l->fds[1];
	p->n_pass_fds = 1;
}

static void check_all_ended(struct life *l)
{
	struct pollfd pfd = {.fd = l->fds[0], .events = POLLIN};

	close(l->fds[1]);
	CHECK_INT(poll(&pfd, 1, 20000), 1); /* reached only if the test fails */
	CHECK_INT(pfd.revents, POLLHUP);
	close(l->fds[0]);
}

TEST(what_a_child_leaves_behind_ends)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	struct life life;

	watch(&life, &p);
	use_shell(&p, "sleep 1000 >/dev/null 2>&1 &");
	CHECK_OK(proc_run_logged(&p, NULL, NULL, -1, &e), &e);
	CHECK_OK(proc_ok(&p, &e), &e);
	check_all_ended(&life);
}

TEST(an_interrupt_ends_the_group)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf lines = {0};
	struct life life;
	int fds[2];

	watch(&life, &p);
	REQUIRE(pipe2(fds, O_CLOEXEC) == 0);
	CHECK_OK(write_all(fds[1], "x", 1, &e), &e);
	use_shell(&p, "sleep 1000 & wait");
	CHECK_INT(run_with_log(&p, &lines, "before\n", fds[0], &e), -1);
	check_all_ended(&life);
	CHECK_STR(e.msg, "interrupted");
	CHECK_INT(e.kind, ERR_SIGNAL);
	CHECK_INT(p.pid, 0);
	CHECK_INT(p.signo, SIGTERM);
	/* others see it too */
	CHECK_INT(poll(&(struct pollfd){.fd = fds[0], .events = POLLIN}, 1, 0), 1);
	close(fds[0]);
	close(fds[1]);
}

static void interrupt_on_ready(void *arg, const char *line)
{
	_cleanup_err_ struct err e = ERR_INIT;

	if (!strcmp(line, "ready"))
		CHECK_OK(write_all(*(int *)arg, "x", 1, &e), &e);
}

/* The one slow test: 5 s. */
TEST(who_ignores_sigterm_is_killed)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	int fds[2];

	REQUIRE(pipe2(fds, O_CLOEXEC) == 0);
	use_shell(&p, "trap '' TERM; echo ready; while :; do echo noise; sleep 0.01; done");
	CHECK_INT(proc_run_logged(&p, interrupt_on_ready, &fds[1], fds[0], &e), -1);
	CHECK_INT(e.kind, ERR_SIGNAL);
	CHECK_INT(p.signo, SIGKILL);
	close(fds[0]);
	close(fds[1]);
}

TEST(a_full_log_ends_it)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "echo x; sleep 1000");
	p.log = "/dev/full";
	CHECK_INT(proc_run_logged(&p, NULL, NULL, -1, &e), -1);
	CHECK_STR(e.msg, "cannot write '/dev/full': No space left on device");
	CHECK_INT(p.pid, 0);
	CHECK_INT(p.signo, SIGKILL);
}

TEST(a_log_that_cannot_be_opened)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_add(&p.argv, "true");
	p.log = "/nonexistent/log";
	CHECK_INT(proc_run_logged(&p, NULL, NULL, -1, &e), -1);
	CHECK_STR(e.msg, "cannot open '/nonexistent/log': No such file or directory");
}

TEST(who_left_the_group_is_not_waited_for)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf lines = {0};
	pid_t left;

	/* the shell ends once the other one, in a session of its own, has printed its number */
	use_shell(&p, "d=$(mktemp -d); mkfifo $d/f;"
		      "setsid sh -c 'echo $$; echo >$0; exec sleep 1000' $d/f &"
		      "read x <$d/f; rm -r $d");
	CHECK_OK(proc_run_logged(&p, note_line, &lines, -1, &e), &e);
	CHECK_INT(sscanf(sb_str(&lines), "<%d>", &left), 1);
	CHECK_INT(kill(left, SIGKILL), 0); /* it was still there */
}

TEST_MAIN()
