/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/deadline.h"

#define PINGS 4 /* within the idle limit */

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

static uint64_t last_sign(const struct deadlines *d)
{
	const uint64_t signs[] = {d->begun, console_marks(d->console)->last_byte,
				  channel_heard(d->channel)};
	uint64_t last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (signs[i] > last)
			last = signs[i];
	return last;
}

/* Pings a silent guest. */
static void on_idle(void *arg)
{
	struct deadlines *d = arg;

	d->idle = NULL;
	if (now_ns() - last_sign(d) >= d->limits->idle) {
		pass(d, LIMIT_IDLE);
		return;
	}
	channel_ping(d->channel);
	d->idle = loop_add_timer(d->loop, d->limits->idle / PINGS, on_idle, d);
}

void deadlines_begin(struct deadlines *d)
{
	const struct limits *l = d->limits;

	d->begun = now_ns();
	if (l->run)
		d->run = loop_add_timer(d->loop, l->run, on_run, d);
	if (l->boot)
		d->boot = loop_add_timer(d->loop, l->boot, on_boot, d);
	if (l->idle)
		d->idle = loop_add_timer(d->loop, l->idle / PINGS, on_idle, d);
}

void deadlines_ready(struct deadlines *d)
{
	loop_remove_timer(d->loop, TAKE_PTR(d->boot));
}

void deadlines_end(struct deadlines *d)
{
	loop_remove_timer(d->loop, TAKE_PTR(d->run));
	loop_remove_timer(d->loop, TAKE_PTR(d->boot));
	loop_remove_timer(d->loop, TAKE_PTR(d->idle));
}
