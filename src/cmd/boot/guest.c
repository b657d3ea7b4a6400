/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/guest.h"

#include "cmd/ui/signals.h"

static void on_stop(void *arg, int signo)
{
	machine_signal(*(struct machine **)arg, signo);
}

static void on_size(void *arg)
{
	machine_resize(*(struct machine **)arg);
}

static void on_ended(void *arg, struct machine *m)
{
	loop_quit(arg);
}

int run_guest(const struct machine_spec *spec, const struct machine_io *io, struct outcome *out,
	      struct err *e)
{
	struct loop *loop = loop_new();
	struct machine *machine = NULL;
	const struct machine_hooks hooks = {on_ended, loop};
	const struct signal_hooks signals = {on_stop, on_size, &machine};
	struct signals *listener = NULL;
	int result = -1;

	if (!io->raw || signals_watch_size(e) >= 0)
		machine = machine_start(loop, spec, io, out, &hooks, e);
	if (machine) {
		listener = signals_listen(loop, &signals);
		result = loop_run(loop, e) < 0 ? -1 : machine_result(machine, e);
	}
	signals_unlisten(listener);
	machine_free(machine);
	loop_free(loop);
	return result;
}
