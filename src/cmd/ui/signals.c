/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "cmd/app.h"

static volatile sig_atomic_t caught;
static int stop_pipe[2] = {-1, -1};
static int winch_pipe[2] = {-1, -1};

static void on_stop(int signo)
{
	int saved = errno;
	unsigned char byte = (unsigned char)signo;

	if (caught++)
		_exit(128 + signo); /* children die with us; the terminal has its guard */
	if (write(stop_pipe[1], &byte, 1) < 0)
		_exit(128 + signo);
	errno = saved;
}

static void on_winch(int signo)
{
	int saved = errno;

	/* a full pipe means that a change is on its way already */
	if (write(winch_pipe[1], "", 1) < 0)
		errno = saved;
	errno = saved;
}

static int catch_signal(int signo, void (*fn)(int), struct err *e)
{
	struct sigaction sa = {.sa_handler = fn}, old;

	if (sigaction(signo, NULL, &old))
		return err_errno(e, errno, "sigaction");
	/* whoever started us with SIGHUP ignored (nohup) or SIGINT ignored (a job with '&') meant it */
	if (old.sa_handler == SIG_IGN && signo != SIGWINCH)
		return 0;
	sigemptyset(&sa.sa_mask);
	return sigaction(signo, &sa, NULL) ? err_errno(e, errno, "sigaction") : 0;
}

int signals_catch(struct err *e)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK))
		return err_errno(e, errno, "pipe");
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++)
		if (catch_signal(stops[i], on_stop, e))
			return -1;
	signal(SIGPIPE, SIG_IGN);
	return stop_pipe[0];
}

int signals_watch_size(struct err *e)
{
	if (pipe2(winch_pipe, O_CLOEXEC | O_NONBLOCK))
		return err_errno(e, errno, "pipe");
	return catch_signal(SIGWINCH, on_winch, e) ? -1 : winch_pipe[0];
}
