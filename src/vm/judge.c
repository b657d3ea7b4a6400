/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>

#include "base/file/fs.h"
#include "verdict/verdict.h"
#include "vm/machine-state.h"

#define TAIL_LINES     400 /* enough for a crash and what came before it */
#define QEMU_LOG_LINES 10

/* Ctrl-a x: QEMU 7.2 just exits, later ones say SHUTDOWN first. */
static bool user_quit(const struct machine *m)
{
	if (m->shutdown)
		return str_starts(m->shutdown, "host-") && !str_eq(m->shutdown, "host-signal");
	return (qmp_heard_all(m->qmp) || console_quit_typed(m->console)) && m->qemu.exited &&
	       m->qemu.status == 0;
}

/* A signal to QEMU that is not ours: death by it, or the orderly end that it makes of SIGTERM. */
static int foreign_signal(const struct machine *m)
{
	if (m->stop.killed)
		return 0;
	return !m->qemu.exited ? m->qemu.signo : str_eq(m->shutdown, "host-signal") ? SIGTERM : 0;
}

static void judge_times(struct machine *m)
{
	const struct console_marks *marks = console_marks(m->console);
	struct outcome_times *t = &m->out->times;
	uint64_t first = 0;

	t->qemu = machine_since_start(m, qmp_ready_at(m->qmp));
	if (marks->kernel_first)
		first = machine_since_start(m, marks->kernel_first);
	if (first && (!t->kernel || first < t->kernel))
		t->kernel = first;
}

static void add_end(const struct wire_exit *end, struct evidence *v)
{
	static const enum outcome_end ends[] = {
		[WIRE_EXITED] = OUTCOME_EXITED,	  [WIRE_SIGNALLED_END] = OUTCOME_SIGNALLED,
		[WIRE_NOT_RUN] = OUTCOME_NOT_RUN, [WIRE_NO_DIR] = OUTCOME_NOT_RUN,
		[WIRE_NO_TTY] = OUTCOME_NOT_RUN,
	};

	v->end = (struct outcome_command){ends[end->end], (int)end->value};
	v->no_tty = end->end == WIRE_NO_TTY;
}

void machine_judge(struct machine *m)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_sb_ struct strbuf log = {0};
	_cleanup_free_ char *qemu_tail = NULL, *tail = console_tail(m->console, TAIL_LINES);
	struct evidence v = {
		.console_tail = tail,
		.records_lost = records_lost(m->records),
		.kernel_seen = console_marks(m->console)->first_byte || m->ready,
		.agent_expected = m->spec->agent_expected,
		.ready = m->ready,
		.bye = m->bye,
		.agent_error = m->broken,
		.qemu = m->spec->qemu,
		.shutdown = m->shutdown,
		.qemu_signo = foreign_signal(m),
		.qemu_status = m->qemu.exited ? m->qemu.status : 0,
		.fail_on = m->io->fail_on,
		.user_quit = m->signo || m->stop.begun || user_quit(m),
		.stopped = m->signo,
		.command = m->io->command ? m->io->command[0] : NULL,
		.limits = &m->io->limits,
		.passed = m->deadlines.which,
		.transfers = m->transfers,
		.n_transfers = m->io->n_transfers,
	};

	v.records = records_all(m->records, &v.n_records);
	if (fs_read(m->qemu_log, &log, &unread) == 0)
		v.qemu_log = qemu_tail = console_text(sb_str(&log), log.len, QEMU_LOG_LINES);
	if (m->exec && exec_end(m->exec))
		add_end(exec_end(m->exec), &v);
	if (m->no_share) {
		v.share_host = m->no_share->host;
		v.share_guest = m->no_share->guest;
		v.share_errno = m->no_share_errno;
	}
	if (m->where.n) {
		m->out->pcs = xcalloc(m->where.n, sizeof(*m->out->pcs));
		memcpy(m->out->pcs, m->where.pcs, m->where.n * sizeof(*m->out->pcs));
		m->out->n_pcs = m->where.n;
	}
	judge_times(m);
	verdict(&v, m->out);
}
