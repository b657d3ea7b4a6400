/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/stop.h"

#include <signal.h>

/*
 * How long each rung gets. A living guest powers off in milliseconds, so a second is plenty even
 * under TCG on a busy host. A guest that has said goodbye gets longer, since it may still write to
 * its disks. QEMU flushes its disks on quit, and on SIGTERM as well.
 */
#define POWEROFF_NS (1 * NS_PER_SEC)
#define BYE_NS	    (3 * NS_PER_SEC)
#define QUIT_NS	    (2 * NS_PER_SEC)
#define SIGTERM_NS  (2 * NS_PER_SEC)

static bool ask_guest(struct stop *s)
{
	return channel_poweroff(s->channel);
}

static bool ask_qemu(struct stop *s)
{
	if (qmp_state(s->qmp) == QMP_CLOSED)
		return false;
	qmp_call(s->qmp, "quit", NULL, NULL, NULL);
	return true;
}

static bool terminate(struct stop *s)
{
	s->killed = true;
	proc_kill(s->qemu, SIGTERM);
	return true;
}

static bool kill_qemu(struct stop *s)
{
	s->killed = true;
	proc_kill(s->qemu, SIGKILL);
	return true;
}

static const struct {
	bool (*take)(struct stop *s);
	uint64_t wait_ns;
} ladder[] = {
	{ask_guest, POWEROFF_NS},
	{ask_qemu, QUIT_NS},
	{terminate, SIGTERM_NS},
	{kill_qemu, 0},
};

enum { RUNG_QEMU = 1, RUNG_LAST = ARRAY_SIZE(ladder) - 1 };

static void climb(void *arg)
{
	struct stop *s = arg;

	s->timer = NULL;
	while (s->rung < ARRAY_SIZE(ladder)) {
		uint64_t wait_ns = ladder[s->rung].wait_ns;

		if (!ladder[s->rung++].take(s))
			continue;
		if (wait_ns)
			s->timer = loop_add_timer(s->loop, wait_ns, climb, s);
		return;
	}
}

void stop_begin(struct stop *s)
{
	if (s->begun)
		s->rung = RUNG_LAST;
	s->begun = true;
	stop_end(s);
	climb(s);
}

void stop_after_bye(struct stop *s)
{
	if (s->rung > RUNG_QEMU)
		return;
	s->rung = RUNG_QEMU;
	stop_end(s);
	s->timer = loop_add_timer(s->loop, BYE_NS, climb, s);
}

void stop_end(struct stop *s)
{
	loop_remove_timer(s->loop, TAKE_PTR(s->timer));
}
