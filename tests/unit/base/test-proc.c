/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "test.h"

#define LONG_MS 20000 /* when a test gives up; reached only if it fails */

static void use_shell(struct proc *p, const char *script)
{
	strv_addl(&p->argv, "sh", "-c", script, NULL);
}

/* Reads everything until the end; reports if no end comes. */
static void read_to_end(int fd, struct strbuf *sb)
{
	for (;;) {
		ssize_t n;

		if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, LONG_MS) != 1) {
			sb_add(sb, " (no end)");
			return;
		}
		n = read(fd, sb_reserve(sb, 4096), 4096);
		if (n <= 0)
			return;
		sb->len += (size_t)n;
		sb->buf[sb->len] = '\0';
	}
}

static void check_end_of(int fd, const char *want)
{
	_cleanup_sb_ struct strbuf sb = {0};

	read_to_end(fd, &sb);
	CHECK_STR(sb_str(&sb), want);
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

static void check_start_fails(struct proc *p, const char *msg)
{
	_cleanup_err_ struct err e = ERR_INIT;

	p->stdin_io = p->stdout_io = PROC_PIPE;
	CHECK_INT(proc_start(p, &e), -1);
	CHECK_STR(e.msg, msg);
	CHECK(p->pid == 0 && p->in == -1 && p->out == -1);
	proc_end(p);
}

TEST(what_cannot_be_started)
{
	struct proc none = PROC_INIT, file = PROC_INIT, cwd = PROC_INIT, fd = PROC_INIT;

	strv_add(&none.argv, "jiffy-no-such-program");
	check_start_fails(&none, "cannot run 'jiffy-no-such-program': No such file or directory");
	strv_add(&file.argv, "/dev/null");
	check_start_fails(&file, "cannot run '/dev/null': Permission denied");
	strv_add(&cwd.argv, "true");
	cwd.cwd = "/nonexistent";
	check_start_fails(&cwd, "cannot enter '/nonexistent': No such file or directory");
	strv_add(&fd.argv, "true");
	fd.stderr_io = PROC_FD;
	check_start_fails(&fd, "cannot start 'true': Bad file descriptor");
}

TEST(a_file_in_the_path_that_is_no_program)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-proc"), *old = xstrdup(getenv("PATH"));
	_cleanup_free_ char *file = path_join(dir, "jiffy-file");
	struct proc p = PROC_INIT;

	CHECK_OK(fs_write_str(file, "", &e), &e);
	setenv("PATH", dir, 1);
	strv_add(&p.argv, "jiffy-file");
	check_start_fails(&p, "cannot run 'jiffy-file': No such file or directory");
	setenv("PATH", old, 1);
	CHECK_OK(fs_remove(dir, &e), &e);
}

static int fail_with(void *arg)
{
	errno = *(int *)arg;
	return -1;
}

TEST(hook_in_the_child)
{
	struct proc p = PROC_INIT;
	int errnum = ENOTTY;

	strv_add(&p.argv, "true");
	p.in_child = fail_with;
	p.in_child_arg = &errnum;
	check_start_fails(&p, "cannot run 'true': Inappropriate ioctl for device");
}

TEST(environment)
{
	_cleanup_proc_ struct proc p = PROC_INIT, clear = PROC_INIT;

	setenv("TESTED_A", "a", 1);
	setenv("TESTED_B", "b", 1);
	setenv("TESTED_BB", "bb", 1);
	strv_addl(&p.env, "TESTED_A=x=y", "TESTED_B", "TESTED_C=", NULL);
	use_shell(&p, "env | grep ^TESTED_ | sort");
	check_capture(&p, "TESTED_A=x=y\nTESTED_BB=bb\nTESTED_C=\n");
	clear.clear_env = true;
	strv_addl(&clear.env, "TESTED_A=x", "HOME=/h", NULL);
	strv_add(&clear.argv, "env");
	unsetenv("TESTED_A");
	setenv("PATH", "/usr/bin:/bin", 1);
	check_capture(&clear, "PATH=/usr/bin:/bin\nTESTED_A=x\nHOME=/h\n");
}

TEST(working_directory)
{
	_cleanup_proc_ struct proc p = PROC_INIT;

	p.cwd = "/proc";
	strv_add(&p.argv, "pwd");
	check_capture(&p, "/proc\n");
}

TEST(pipes)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "cat; echo err >&2");
	p.stdin_io = p.stdout_io = p.stderr_io = PROC_PIPE;
	CHECK_OK(proc_start(&p, &e), &e);
	CHECK_OK(write_all(p.in, "abc", 3, &e), &e);
	close(TAKE_FD(p.in));
	check_end_of(p.out, "abc");
	check_end_of(p.err, "err\n");
	CHECK_OK(proc_wait(&p, &e), &e);
	CHECK_OK(proc_ok(&p, &e), &e);
}

TEST(one_pipe_for_both)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "echo 1; echo 2 >&2; echo 3");
	p.stdout_io = PROC_PIPE;
	p.stderr_io = PROC_STDOUT;
	CHECK_OK(proc_start(&p, &e), &e);
	CHECK_INT(p.err, -1);
	check_end_of(p.out, "1\n2\n3\n");
}

TEST(log_is_appended_to)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-proc");
	_cleanup_free_ char *log = path_join(dir, "log");
	_cleanup_sb_ struct strbuf text = {0};

	for (int i = 0; i < 2; i++) {
		_cleanup_proc_ struct proc p = PROC_INIT;

		use_shell(&p, "echo out; echo err >&2");
		p.stdout_io = p.stderr_io = PROC_LOG;
		p.log = log;
		CHECK_OK(proc_start(&p, &e), &e);
		CHECK_OK(proc_wait(&p, &e), &e);
	}
	CHECK_OK(fs_read(log, &text, &e), &e);
	CHECK_STR(sb_str(&text), "out\nerr\nout\nerr\n");
	CHECK_OK(fs_remove(dir, &e), &e);
}

/* The child's three descriptors are ours in another order: its stdout is our stdin, and so on. */
static int cross_over(void *arg)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0 || dup2(fds[1], STDIN_FILENO) < 0 ||
	    dup2(fds[0], STDOUT_FILENO) < 0)
		return errno;
	if (write_all(fds[1], "abc", 3, &e) < 0)
		return errno;
	use_shell(&p, "x=$(head -c 3); echo got $x; echo err >&2");
	p.stdin_io = p.stdout_io = p.stderr_io = PROC_FD;
	p.in = STDOUT_FILENO;
	p.out = p.err = STDIN_FILENO;
	if (proc_start(&p, &e) < 0 || proc_wait(&p, &e) < 0 || proc_ok(&p, &e) < 0)
		return EPROTO;
	if (close(fds[1]) < 0 || dup2(fds[0], STDIN_FILENO) < 0)
		return errno;
	return 0; /* what was written can be read now */
}

TEST(given_descriptors_may_be_0_to_2)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_addl(&p.argv, "sh", "-c", "test \"$(cat)\" = \"got abc\nerr\"", NULL);
	p.in_child = cross_over;
	CHECK_OK(proc_start(&p, &e), &e);
	CHECK_OK(proc_wait(&p, &e), &e);
	CHECK_OK(proc_ok(&p, &e), &e);
}

/* The rest runs in a process whose 0, 1 and 2 are closed. */
static bool runs_inheriting(void)
{
	_cleanup_proc_ struct proc all = PROC_INIT, two = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&all, "cat && echo x && echo y >&2");
	all.stdin_io = all.stdout_io = all.stderr_io = PROC_INHERIT;
	if (proc_start(&all, &e) < 0 || proc_wait(&all, &e) < 0 || proc_ok(&all, &e) < 0)
		return false;
	/* its stdout must not be the other end of its stdin */
	use_shell(&two, "echo x; ! read y");
	two.stdin_io = PROC_PIPE;
	two.stdout_io = two.stderr_io = PROC_INHERIT;
	if (proc_start(&two, &e) < 0)
		return false;
	close(TAKE_FD(two.in));
	return proc_wait(&two, &e) == 0 && proc_ok(&two, &e) == 0;
}

static bool runs_with_pipes(void)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf out = {0}, err = {0};

	use_shell(&p, "cat; echo err >&2");
	p.stdin_io = p.stdout_io = p.stderr_io = PROC_PIPE;
	if (proc_start(&p, &e) < 0 || write_all(p.in, "abc", 3, &e) < 0)
		return false;
	close(TAKE_FD(p.in));
	read_to_end(p.out, &out);
	read_to_end(p.err, &err);
	return !strcmp(sb_str(&out), "abc") && !strcmp(sb_str(&err), "err\n");
}

static bool tells_what_is_not_there(void)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_add(&p.argv, "/nonexistent");
	return proc_start(&p, &e) < 0 && strstr(e.msg, "No such file");
}

static int without_stdio(void *arg)
{
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	return tells_what_is_not_there() && runs_inheriting() && runs_with_pipes() ? 0 : EPROTO;
}

TEST(closed_stdio_in_the_parent)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_add(&p.argv, "true");
	p.in_child = without_stdio;
	CHECK_OK(proc_start(&p, &e), &e);
}

TEST(no_descriptor_but_those_passed)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_close_ int leaked = open("/dev/null", O_RDWR);
	_cleanup_close_ int passed = open("/dev/zero", O_RDWR | O_CLOEXEC);
	_cleanup_free_ char *script = xasprintf("ls /proc/$$/fd; readlink /proc/$$/fd/%d", passed);
	_cleanup_free_ char *want = xasprintf("0\n1\n2\n%d\n/dev/zero\n", passed);

	use_shell(&p, script);
	p.pass_fds = &passed;
	p.n_pass_fds = 1;
	REQUIRE(leaked > 2 && passed > 2 && passed < 10);
	check_capture(&p, want);
}

TEST(stdio_cannot_be_passed)
{
	struct proc p = PROC_INIT;
	int fd = 1;

	strv_add(&p.argv, "true");
	p.pass_fds = &fd;
	p.n_pass_fds = 1;
	check_start_fails(&p, "cannot pass descriptor 1 to 'true'");
}

TEST(signals_are_as_at_birth)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &old);
	signal(SIGPIPE, SIG_IGN);
	check_shell("grep -E '^Sig(Blk|Ign)' /proc/self/status",
		    "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &old, &set);
	CHECK(sigismember(&set, SIGTERM)); /* ours is untouched */
}

TEST(children_are_seen_where_sigchld_was_ignored)
{
	signal(SIGCHLD, SIG_IGN);
	check_shell("echo x", "x\n");
	signal(SIGCHLD, SIG_DFL);
}

TEST(a_group_of_its_own)
{
	_cleanup_proc_ struct proc p = PROC_INIT;

	/* of /proc/PID/stat: pid, name, state, ppid, pgrp */
	use_shell(&p, "read p n s pp g rest </proc/$$/stat; test $g = $p && echo group; :");
	p.own_group = true;
	check_capture(&p, "group\n");
}

TEST(kill_reaches_the_group)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "sleep 1000 & wait");
	p.stdout_io = PROC_PIPE;
	p.own_group = true;
	CHECK_OK(proc_start(&p, &e), &e);
	proc_kill(&p, SIGTERM);
	check_end_of(p.out, "");
	CHECK_OK(proc_wait(&p, &e), &e);
	CHECK_INT(p.signo, SIGTERM);
	proc_kill(&p, SIGTERM); /* the child is gone */
}

TEST(grandchildren_end_too)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	use_shell(&p, "sleep 1000 & echo x");
	p.stdout_io = PROC_PIPE;
	p.own_group = p.wait_grandchildren = true;
	CHECK_OK(proc_start(&p, &e), &e);
	CHECK_OK(proc_wait(&p, &e), &e);
	CHECK_OK(proc_ok(&p, &e), &e);
	check_end_of(p.out, "x\n");
}

TEST(pidfd_tells_the_end)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_close_ int fd = -1;
	struct pollfd pfd = {.events = POLLIN};

	strv_add(&p.argv, "cat");
	p.stdin_io = PROC_PIPE;
	CHECK_OK(proc_start(&p, &e), &e);
	fd = pfd.fd = proc_pidfd(&p, &e);
	CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	CHECK_INT(poll(&pfd, 1, 0), 0);
	close(TAKE_FD(p.in));
	CHECK_INT(poll(&pfd, 1, LONG_MS), 1);
	CHECK_OK(proc_wait(&p, &e), &e);
	CHECK_INT(p.pid, 0);
	CHECK(p.exited && p.status == 0);
}

TEST(end_kills)
{
	struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_close_ int out = -1;
	_cleanup_free_ char *ending = NULL;

	strv_addl(&p.argv, "sleep", "1000", NULL);
	p.stdout_io = PROC_PIPE;
	CHECK_OK(proc_start(&p, &e), &e);
	ending = proc_ending(&p);
	CHECK_STR(ending, "'sleep' is still running");
	CHECK_INT(proc_ok(&p, &e), -1);
	out = TAKE_FD(p.out);
	proc_end(&p);
	CHECK_INT(p.pid, 0);
	CHECK_INT(p.signo, SIGKILL);
	check_end_of(out, "");
	proc_end(&p);
}

/* A parent that starts a child and is killed by SIGKILL. */
static int start_and_die(void *arg)
{
	struct proc p = PROC_INIT;
	struct err e = ERR_INIT;

	strv_addl(&p.argv, "sleep", "1000", NULL);
	p.stdout_io = PROC_INHERIT;
	if (proc_start(&p, &e) == 0)
		kill(getpid(), SIGKILL);
	return EPROTO;
}

TEST(a_child_dies_with_its_parent)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;

	strv_add(&p.argv, "true");
	p.stdout_io = PROC_PIPE;
	p.in_child = start_and_die;
	CHECK_OK(proc_start(&p, &e), &e);
	check_end_of(p.out, "");
}

TEST(names_of_signals)
{
	CHECK_STR(signal_name(SIGTERM), "SIGTERM");
	CHECK_STR(signal_name(SIGKILL), "SIGKILL");
	CHECK_STR(signal_name(99), "signal 99");
	CHECK_STR(signal_name(0), "signal 0");
	CHECK_STR(signal_name(-1), "signal -1");
}

TEST_MAIN()
