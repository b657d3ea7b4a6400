/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/process/proc.h"

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

	/* a full pipe means that a change is already on its way */
	if (write(winch_pipe[1], "", 1) < 0)
		errno = saved;
	errno = saved;
}

static int catch_signal(int signo, void (*fn)(int), struct err *e)
{
	struct sigaction sa = {.sa_handler = fn}, old;

	if (sigaction(signo, NULL, &old))
		return err_errno(e, errno, "cannot catch %s", signal_name(signo));
	/* nohup ignores SIGHUP, and '&' in a script SIGINT: they stay ignored */
	if (old.sa_handler == SIG_IGN && signo != SIGWINCH)
		return 0;
	sigemptyset(&sa.sa_mask);
	return sigaction(signo, &sa, NULL)
		       ? err_errno(e, errno, "cannot catch %s", signal_name(signo))
		       : 0;
}

int signals_catch(struct err *e)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK))
		return err_errno(e, errno, "cannot make a pipe");
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++)
		if (catch_signal(stops[i], on_stop, e))
			return -1;
	/* write() says what is wrong */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	return stop_pipe[0];
}

int signals_watch_size(struct err *e)
{
	if (winch_pipe[0] >= 0)
		return winch_pipe[0];
	if (pipe2(winch_pipe, O_CLOEXEC | O_NONBLOCK))
		return err_errno(e, errno, "cannot make a pipe");
	return catch_signal(SIGWINCH, on_winch, e) ? -1 : winch_pipe[0];
}

struct signals {
	struct loop *loop;
	struct loop_fd *stop, *size;
	struct signal_hooks hooks;
};

/* False: there is none. At the pipe's end, stops watching it. */
static bool read_byte(struct signals *s, struct loop_fd **f, int fd, unsigned char *byte)
{
	const ssize_t n = read(fd, byte, 1);

	if (n > 0)
		return true;
	if (n == 0 || (errno != EINTR && errno != EAGAIN))
		loop_remove_fd(s->loop, TAKE_PTR(*f));
	return false;
}

static void on_stop_byte(void *arg, int fd, short revents)
{
	struct signals *s = arg;
	unsigned char signo;

	if (read_byte(s, &s->stop, fd, &signo))
		s->hooks.stop(s->hooks.arg, signo);
}

static void on_size_byte(void *arg, int fd, short revents)
{
	struct signals *s = arg;
	unsigned char byte;

	if (read_byte(s, &s->size, fd, &byte))
		s->hooks.size(s->hooks.arg);
}

struct signals *signals_listen(struct loop *l, const struct signal_hooks *hooks)
{
	struct signals *s = xcalloc(1, sizeof(*s));

	*s = (struct signals){.loop = l, .hooks = *hooks};
	if (stop_pipe[0] >= 0)
		s->stop = loop_add_fd(l, stop_pipe[0], POLLIN, on_stop_byte, s);
	if (winch_pipe[0] >= 0)
		s->size = loop_add_fd(l, winch_pipe[0], POLLIN, on_size_byte, s);
	return s;
}

void signals_unlisten(struct signals *s)
{
	if (!s)
		return;
	loop_remove_fd(s->loop, s->stop);
	loop_remove_fd(s->loop, s->size);
	free(s);
}
