/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop_remove_fd() only marks a descriptor. The outermost loop_run() frees it between two turns,
 * when nothing refers to it. A callback may call loop_run().
 */
#include "base/loop.h"

#include <errno.h>

struct loop_fd {
	struct loop_fd *next;
	loop_fd_fn fn;
	void *arg;
	int fd;
	short events;
	bool removed;
};

struct loop_timer {
	struct loop_timer *next;
	loop_timer_fn fn;
	void *arg;
	uint64_t due;
};

struct loop {
	struct loop_fd *fds;
	struct loop_timer *timers; /* by 'due' */
	int depth;		   /* loop_run()s that are running */
	uint64_t turns;
	bool quit;
};

struct loop *loop_new(void)
{
	return xcalloc(1, sizeof(struct loop));
}

struct loop_fd *loop_add_fd(struct loop *l, int fd, short events, loop_fd_fn fn, void *arg)
{
	struct loop_fd *f = xcalloc(1, sizeof(*f)), **end = &l->fds;

	*f = (struct loop_fd){.fd = fd, .events = events, .fn = fn, .arg = arg};
	while (*end)
		end = &(*end)->next;
	*end = f;
	return f;
}

void loop_fd_events(struct loop_fd *f, short events)
{
	f->events = events;
}

void loop_remove_fd(struct loop *l, struct loop_fd *f)
{
	if (f)
		f->removed = true;
}

static void free_removed(struct loop *l)
{
	struct loop_fd **at = &l->fds;

	while (*at) {
		struct loop_fd *f = *at;

		if (!f->removed) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		free(f);
	}
}

struct loop_timer *loop_add_timer(struct loop *l, uint64_t delay_ns, loop_timer_fn fn, void *arg)
{
	struct loop_timer *t = xcalloc(1, sizeof(*t)), **at = &l->timers;
	uint64_t now = now_ns();

	*t = (struct loop_timer){.fn = fn, .arg = arg};
	t->due = delay_ns > UINT64_MAX - now ? UINT64_MAX : now + delay_ns;
	while (*at && (*at)->due <= t->due)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
	return t;
}

void loop_remove_timer(struct loop *l, struct loop_timer *t)
{
	struct loop_timer **at = &l->timers;

	if (!t)
		return;
	while (*at != t) {
		BUG_ON(!*at);
		at = &(*at)->next;
	}
	*at = t->next;
	free(t);
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	BUG_ON(l->depth);
	while (l->timers)
		loop_remove_timer(l, l->timers);
	for (struct loop_fd *f = l->fds; f; f = f->next)
		f->removed = true;
	free_removed(l);
	free(l);
}

void loop_quit(struct loop *l)
{
	l->quit = true;
}

/* Runs the timers that are due now. Timers that they add wait for the next turn. */
static void run_timers(struct loop *l)
{
	uint64_t now = now_ns();

	while (!l->quit && l->timers && l->timers->due <= now) {
		struct loop_timer t = *l->timers;

		loop_remove_timer(l, l->timers);
		t.fn(t.arg);
	}
}

struct ready {
	struct pollfd *polled;
	struct loop_fd **fds;
	size_t n;
};

static void collect(struct loop *l, struct ready *r)
{
	size_t n = 0;

	for (struct loop_fd *f = l->fds; f; f = f->next)
		n++;
	r->polled = xrealloc(r->polled, n, sizeof(*r->polled));
	r->fds = xrealloc(r->fds, n, sizeof(*r->fds));
	r->n = 0;
	for (struct loop_fd *f = l->fds; f; f = f->next) {
		if (f->removed)
			continue;
		r->polled[r->n] = (struct pollfd){.fd = f->fd, .events = f->events};
		r->fds[r->n++] = f;
	}
}

static int wait_for_events(struct loop *l, struct ready *r, struct err *e)
{
	uint64_t now = now_ns(), left = 0;
	struct timespec ts;

	if (l->timers && l->timers->due > now)
		left = l->timers->due - now;
	ts.tv_sec = (time_t)(left / NS_PER_SEC);
	ts.tv_nsec = (long)(left % NS_PER_SEC);
	if (ppoll(r->polled, r->n, l->timers ? &ts : NULL, NULL) >= 0)
		return 0;
	if (errno != EINTR)
		return err_errno(e, errno, "cannot wait for events");
	for (size_t i = 0; i < r->n; i++)
		r->polled[i].revents = 0;
	return 0;
}

static void run_fds(struct loop *l, const struct ready *r)
{
	uint64_t turn = ++l->turns;

	/* a loop_run() in a callback makes this result of poll() stale */
	for (size_t i = 0; i < r->n && !l->quit && l->turns == turn; i++) {
		struct loop_fd *f = r->fds[i];
		short got = r->polled[i].revents;

		BUG_ON(got & POLLNVAL && !f->removed);
		got &= f->events | POLLHUP | POLLERR;
		if (got && !f->removed)
			f->fn(f->arg, f->fd, got);
	}
}

int loop_run(struct loop *l, struct err *e)
{
	struct ready r = {0};
	int result = 0;

	l->depth++;
	while (!l->quit) {
		if (l->depth == 1)
			free_removed(l);
		collect(l, &r);
		if (!r.n && !l->timers)
			break;
		result = wait_for_events(l, &r, e);
		if (result < 0)
			break;
		run_fds(l, &r);
		run_timers(l);
	}
	l->quit = false;
	l->depth--;
	free(r.polled);
	free(r.fds);
	return result;
}
