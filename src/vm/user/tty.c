/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/user/tty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <termios.h>

#include "base/process/proc-call.h"
#include "base/process/proc.h"

/* DECAWM on, cursor on, attributes off (ECMA-48, DEC private modes 7 and 25). */
#define SANE_SCREEN "\033[?7h\033[?25h\033[0m"

struct tty_guard {
	int fd;
	int line; /* to the child: a byte means that all is well, an end without one that we died */
	int child_end;
	struct termios former, raw;
};

/* Whether the modes are still the ones that we set. */
static bool is_still_raw(const struct tty_guard *g)
{
	struct termios now;

	return tcgetattr(g->fd, &now) == 0 && now.c_iflag == g->raw.c_iflag &&
	       now.c_oflag == g->raw.c_oflag && now.c_lflag == g->raw.c_lflag;
}

static void restore(const struct tty_guard *g)
{
	struct pollfd p = {.fd = g->fd, .events = POLLOUT};
	ssize_t n;

	tcsetattr(g->fd, TCSANOW, &g->former);
	/* a terminal that takes no bytes must not block us */
	if (poll(&p, 1, 0) > 0 && p.revents == POLLOUT) {
		n = write(g->fd, SANE_SCREEN, strlen(SANE_SCREEN));
		(void)n; /* it may be open for reading only */
	}
}

static int watch(void *arg)
{
	const struct tty_guard *g = arg;
	ssize_t n;
	char byte;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	do
		n = read(g->child_end, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n == 0 && is_still_raw(g))
		restore(g);
	return 0;
}

static int start_child(struct tty_guard *g, struct err *e)
{
	int line[2], result;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) < 0)
		return err_errno(e, errno, "cannot make a socket");
	g->line = line[0];
	g->child_end = line[1];
	result = proc_detach(watch, g, (int[]){g->fd, line[1]}, 2, e);
	close(line[1]);
	return result;
}

static struct tty_guard *fail(struct tty_guard *g)
{
	cleanup_close(&g->line);
	free(g);
	return NULL;
}

struct tty_guard *tty_guard_raw(int fd, struct err *e)
{
	struct tty_guard *g = xcalloc(1, sizeof(*g));

	g->fd = fd;
	g->line = -1;
	if (tcgetattr(fd, &g->former) < 0) {
		err_errno(e, errno, "cannot read the terminal's modes");
		return fail(g);
	}
	g->raw = g->former;
	cfmakeraw(&g->raw);
	if (start_child(g, e) < 0)
		return fail(g);
	/* in the background this stops us, until the shell puts us into the foreground */
	while (tcsetattr(fd, TCSANOW, &g->raw) < 0) {
		if (errno == EINTR)
			continue;
		err_errno(e, errno, "cannot set the terminal's modes");
		tty_guard_end(g);
		return NULL;
	}
	return g;
}

/* If we are in the background, the terminal is another program's, and is left alone. */
void tty_guard_end(struct tty_guard *g)
{
	pid_t foreground;

	if (!g)
		return;
	foreground = tcgetpgrp(g->fd);
	if ((foreground < 0 || foreground == getpgrp()) && is_still_raw(g))
		restore(g);
	send(g->line, "q", 1, MSG_NOSIGNAL);
	close(g->line);
	free(g);
}
