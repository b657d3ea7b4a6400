/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>

#include "base/process/proc-call.h"
#include "base/process/proc.h"
#include "base/strbuf.h"
#include "test.h"
#include "vm/user/tty.h"

#define LONG_MS 20000 /* after this, a test gives up */

struct terminal {
	int master, tty;
	struct termios before;
};

static void terminal_begin(struct terminal *t)
{
	t->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t->master < 0 || grantpt(t->master) < 0 || unlockpt(t->master) < 0)
		abort();
	t->tty = open(ptsname(t->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t->tty < 0 || tcgetattr(t->tty, &t->before) < 0)
		abort();
}

static void terminal_end(struct terminal *t)
{
	close(t->tty);
	close(t->master);
}

#define TERMINAL(t)                                                                                \
	_cleanup_(terminal_end) struct terminal t;                                                 \
	terminal_begin(&t)

/* Whether the terminal is as it was. */
static bool as_before(const struct terminal *t)
{
	struct termios now;

	return tcgetattr(t->tty, &now) == 0 && now.c_iflag == t->before.c_iflag &&
	       now.c_oflag == t->before.c_oflag && now.c_lflag == t->before.c_lflag &&
	       now.c_cflag == t->before.c_cflag && !memcmp(now.c_cc, t->before.c_cc, NCCS);
}

/* Reads from the terminal until the text appears. */
static bool shows(const struct terminal *t, const char *text)
{
	_cleanup_sb_ struct strbuf got = {0};
	struct pollfd p = {.fd = t->master, .events = POLLIN};

	while (!strstr(sb_str(&got), text)) {
		char buf[256];
		ssize_t n = poll(&p, 1, LONG_MS) == 1 ? read(t->master, buf, sizeof(buf)) : 0;

		if (n <= 0)
			return false;
		sb_addn(&got, buf, (size_t)n);
	}
	return true;
}

TEST(raw_and_back)
{
	TERMINAL(t);
	_cleanup_err_ struct err e = ERR_INIT;
	struct tty_guard *g = tty_guard_raw(t.tty, &e);
	struct termios now;

	REQUIRE(g);
	tcgetattr(t.tty, &now);
	CHECK(!(now.c_lflag & (ICANON | ECHO | ISIG)));
	CHECK(!(now.c_oflag & OPOST));
	tty_guard_end(g);
	CHECK(as_before(&t));
	/* line wrap and cursor */
	CHECK(shows(&t, "\033[?7h\033[?25h"));
}

static int die_in_raw_mode(void *arg)
{
	struct terminal *t = arg;
	struct err e = ERR_INIT;

	if (!tty_guard_raw(t->tty, &e))
		return 1;
	raise(SIGKILL);
	return 2;
}

TEST(death_restores_the_terminal)
{
	TERMINAL(t);
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(proc_call(die_in_raw_mode, &t, LONG_MS * NS_PER_MS, &e), -1);
	CHECK_STR(e.msg, "killed by SIGKILL");
	/* the modes are restored first */
	CHECK(shows(&t, "\033[?7h\033[?25h"));
	CHECK(as_before(&t));
}

TEST(modes_that_another_program_set_are_left_alone)
{
	TERMINAL(t);
	_cleanup_err_ struct err e = ERR_INIT;
	struct tty_guard *g = tty_guard_raw(t.tty, &e);
	struct termios other = t.before, now;

	REQUIRE(g);
	other.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(t.tty, TCSANOW, &other);
	tty_guard_end(g);
	tcgetattr(t.tty, &now);
	CHECK_INT(now.c_lflag, other.c_lflag);
}

TEST(not_a_terminal)
{
	_cleanup_err_ struct err e = ERR_INIT;
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	CHECK(!tty_guard_raw(fd, &e));
	CHECK_CONTAINS(e.msg, "cannot read the terminal's modes");
	close(fd);
	tty_guard_end(NULL);
}

TEST_MAIN()
