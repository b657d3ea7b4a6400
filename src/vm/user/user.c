/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/user/user.h"

#define AGENT_WAIT_NS (2 * NS_PER_SEC) /* a silence longer than any during a boot */

int user_raw(struct user *u, struct err *e)
{
	if (u->raw_fd < 0)
		return 0;
	u->guard = tty_guard_raw(u->raw_fd, e);
	return u->guard ? 0 : -1;
}

/*
 * Without virtio, or with a dead agent, there may still be a shell on the console: silence is taken
 * for its prompt.
 */
static void look_for_agent(void *arg)
{
	struct user *u = arg;
	const uint64_t last = console_marks(u->console)->last_byte;

	u->agent_wait = NULL;
	if (last && now_ns() - last >= AGENT_WAIT_NS)
		console_listen_at_prompt(u->console);
	else
		u->agent_wait = loop_add_timer(u->loop, AGENT_WAIT_NS, look_for_agent, u);
}

static void on_closed(void *arg)
{
	((struct user *)arg)->closed = true;
}

static void on_gone(void *arg)
{
	struct user *u = arg;

	u->gone(u->arg);
}

void user_failed(struct user *u, const char *what, int errnum)
{
	if (u->failure)
		return;
	u->failure = xasprintf("cannot %s: %s", what, strerror(errnum));
	u->failed(u->arg);
}

static void on_failed(void *arg, bool input, int errnum)
{
	struct user *u = arg;

	user_failed(u,
		    input	   ? "read stdin"
		    : u->on_stderr ? "write to stderr"
				   : "write to stdout",
		    errnum);
}

/* A user sees the prompt. A pipe's bytes wait for it, since the serial port loses earlier input. */
int user_open(struct user *u, int guest_fd, const char *log, struct err *e)
{
	const struct console_hooks hooks = {on_gone, on_failed, on_closed, u};

	u->console = console_new(u->loop, guest_fd, u->in_fd, u->out_fd, log, &hooks, e);
	if (!u->console)
		return -1;
	if (u->wait_for_shell && !(u->in_fd >= 0 && isatty(u->in_fd))) {
		console_listen(u->console, false);
		u->agent_wait = loop_add_timer(u->loop, AGENT_WAIT_NS, look_for_agent, u);
	}
	return 0;
}

void user_agent_ready(struct user *u)
{
	loop_remove_timer(u->loop, TAKE_PTR(u->agent_wait));
}

void user_shell_runs(struct user *u)
{
	console_listen_at_prompt(u->console);
}

void user_end(struct user *u)
{
	loop_remove_timer(u->loop, TAKE_PTR(u->agent_wait));
	console_free(TAKE_PTR(u->console));
	free(TAKE_PTR(u->failure));
	tty_guard_end(TAKE_PTR(u->guard));
}
