/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command in the machine, and the run's limits. */
#include <signal.h>

#include "verdict/verdict.h"
#include "vm/machine-state.h"

void machine_stop(struct machine *m, int signo)
{
	if (!m->signo)
		m->signo = signo;
	if (!m->settling)
		stop_begin(&m->stop);
	else
		loop_quit(m->loop); /* only a slow reader is waited for */
}

/* Since QEMU's start; 0, not known, for what a guest's wrong clock puts before it. */
uint64_t machine_since_start(const struct machine *m, uint64_t ns)
{
	return ns > m->start ? ns - m->start : 0;
}

void machine_keep_memory(struct machine *m, const struct wire_memory *memory)
{
	m->out->memory = (struct outcome_memory){
		.total = memory->total,
		.available = memory->available,
		.kernel = memory->kernel,
		.free = memory->free,
		.slab = memory->slab,
		.stacks = memory->stacks,
		.tables = memory->tables,
		.files = memory->files,
		.processes = memory->processes,
		.machine = m->spec->memory,
	};
}

/* Until now Ctrl-C is for us. */
static void on_command_started(void *arg, const struct wire_started *s)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	struct machine *m = arg;

	m->out->times.prompt = m->zero ? machine_since_start(m, m->zero + s->started_ns) : 0;
	machine_keep_memory(m, &s->memory);
	/* on a terminal that cannot be in raw mode the command runs all the same */
	if (m->io->raw)
		m->guard = tty_guard_raw(m->io->in_fd, &unused);
}

static void on_command_ended(void *arg)
{
	struct machine *m = arg;
	const struct wire_exit *end = exec_end(m->exec);

	m->out->times.command = m->zero ? machine_since_start(m, m->zero + end->ended_ns) : 0;
	machine_transfer_next(m);
}

static void on_command_user_gone(void *arg, int signo)
{
	struct machine *m = arg;

	if (!m->settling && !m->signo)
		machine_stop(m, signo);
}

const char *machine_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			  bool newer)
{
	struct machine *m = arg;

	deadlines_alive(&m->deadlines);
	if (!m->exec)
		return newer ? NULL : "a message on a stream that is not open";
	if (m->transfer)
		return transfer_frame(m->transfer, h, payload, newer);
	return exec_frame(m->exec, h, payload, newer);
}

bool machine_room(void *arg)
{
	struct machine *m = arg;

	if (m->transfer)
		return transfer_room(m->transfer);
	return m->exec && exec_room(m->exec);
}

void machine_pong(void *arg)
{
	deadlines_alive(&((struct machine *)arg)->deadlines);
}

/* Of the command nothing more can be heard; a shell on the console needs no agent. */
void machine_broken(void *arg, const char *why)
{
	struct machine *m = arg;

	str_set(&m->broken, why);
	if (m->exec && !m->settling && !m->stop.begun)
		stop_begin(&m->stop);
}

static void on_where(void *arg)
{
	struct machine *m = arg;

	if (!m->settling && !m->stop.begun)
		stop_begin(&m->stop);
}

/* Before the guest is ended, QEMU is asked where it is. */
static void on_deadline(void *arg)
{
	struct machine *m = arg;

	if (m->settling || m->stop.begun)
		return;
	m->where = (struct where){
		.loop = m->loop,
		.qmp = m->qmp,
		.pc = m->spec->target->pc,
		.done = on_where,
		.arg = m,
	};
	where_ask(&m->where);
}

static void keep_where(const struct machine *m)
{
	const size_t n = m->where.n;

	if (!n)
		return;
	m->out->pcs = xcalloc(n, sizeof(*m->out->pcs));
	memcpy(m->out->pcs, m->where.pcs, n * sizeof(*m->out->pcs));
	m->out->n_pcs = n;
	m->out->kernel_base = m->spec->target->kernel_base;
}

static void begin_deadlines(struct machine *m)
{
	m->deadlines = (struct deadlines){
		.loop = m->loop,
		.limits = &m->io->limits,
		.channel = m->channel,
		.console = m->console,
		.passed = on_deadline,
		.arg = m,
	};
	deadlines_begin(&m->deadlines);
}

void machine_connect_command(struct machine *m)
{
	const struct exec_hooks hooks = {on_command_started, on_command_ended, on_command_user_gone,
					 m};
	const struct machine_io *io = m->io;

	m->command = (struct exec_spec){
		.argv = io->command,
		.stream = machine_command_stream(m),
		.term = m->spec->term,
		.tty = io->tty,
		.rows = m->spec->rows,
		.cols = m->spec->cols,
		.in_fd = io->in_fd,
		.out_fd = io->out_fd,
		.err_fd = io->err_fd,
	};
	if (io->command)
		m->exec = exec_new(m->loop, m->channel, &m->command, &hooks);
	begin_deadlines(m);
	if (m->exec)
		machine_watch_console(m);
}

/* A silent kernel runs at the kernel's addresses, too, where nothing else does. */
static bool is_in_kernel(const struct where *w, const struct target *t)
{
	for (size_t i = 0; i < w->n; i++)
		if (target_in_kernel(t, w->pcs[i]))
			return true;
	return false;
}

/* The verdict on the guest becomes that on the run. */
void machine_judge_command(struct machine *m, const struct verdict_facts *v)
{
	const struct ending_facts f = {
		.limits = &m->io->limits,
		.passed = m->deadlines.which,
		.kernel_seen = v->kernel_seen || is_in_kernel(&m->where, m->spec->target),
		.command = m->io->command,
		.end = m->exec ? exec_end(m->exec) : NULL,
		.bye = m->bye,
		.no_share = m->no_share,
		.no_share_errno = m->no_share_errno,
		.broken = m->broken,
		.console_tail = v->console_tail,
	};
	const enum outcome_word guest = m->out->word;

	ending(&f, m->out);
	machine_judge_transfers(m, guest);
	keep_where(m);
}
