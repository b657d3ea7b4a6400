/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/deadline.h"

#define PINGS 4 /* while the guest may be silent */

static void pass(struct deadlines *d, enum limit which)
{
	deadlines_end(d);
	d->which = which;
	d->passed(d->arg);
}

static void on_run(void *arg)
{
	struct deadlines *d = arg;

	d->run = NULL;
	pass(d, LIMIT_RUN);
}

static void on_boot(void *arg)
{
	struct deadlines *d = arg;

	d->boot = NULL;
	pass(d, LIMIT_BOOT);
}

/* A silent guest is asked for a sign of life. */
static void on_idle(void *arg)
{
	struct deadlines *d = arg;
	uint64_t heard = console_marks(d->console)->last_byte;

	d->idle = NULL;
	if (heard < d->alive)
		heard = d->alive;
	if (now_ns() - heard >= d->limits->idle) {
		pass(d, LIMIT_IDLE);
		return;
	}
	channel_ping(d->channel);
	d->idle = loop_add_timer(d->loop, d->limits->idle / PINGS, on_idle, d);
}

void deadlines_begin(struct deadlines *d)
{
	const struct limits *l = d->limits;

	d->alive = now_ns();
	if (l->run)
		d->run = loop_add_timer(d->loop, l->run, on_run, d);
	if (l->boot)
		d->boot = loop_add_timer(d->loop, l->boot, on_boot, d);
	if (l->idle)
		d->idle = loop_add_timer(d->loop, l->idle / PINGS, on_idle, d);
}

void deadlines_ready(struct deadlines *d)
{
	deadlines_alive(d);
	loop_remove_timer(d->loop, TAKE_PTR(d->boot));
}

void deadlines_alive(struct deadlines *d)
{
	d->alive = now_ns();
}

void deadlines_end(struct deadlines *d)
{
	loop_remove_timer(d->loop, TAKE_PTR(d->run));
	loop_remove_timer(d->loop, TAKE_PTR(d->boot));
	loop_remove_timer(d->loop, TAKE_PTR(d->idle));
}
