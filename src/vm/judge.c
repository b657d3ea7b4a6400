/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/judge.h"

#include <limits.h>
#include <signal.h>

#include "base/file/fs.h"
#include "verdict/verdict.h"
#include "vm/qemu/sandbox.h"
#include "vm/user/console-text.h"

#define HEAD_BYTES     (256 << 10) /* of the console: until PID 1 runs */
#define TAIL_LINES     400	   /* enough for a crash and what came before it */
#define QEMU_LOG_LINES 10

/*
 * Whether the user quit, by Ctrl-a x, the monitor or the window. On Ctrl-a x, QEMU 7.2 just exits;
 * later versions send SHUTDOWN first.
 */
static bool user_quit(const struct judge *j)
{
	const struct qemu *q = j->qemu;

	if (q->shutdown)
		return str_starts(q->shutdown, "host-") && !str_eq(q->shutdown, "host-signal");
	return (qmp_heard_all(j->qmp) || console_quit_typed(j->user->console)) && q->proc.exited &&
	       q->proc.status == 0;
}

static void fill_times(const struct judge *j, struct outcome_times *t)
{
	const struct console_marks *marks = console_marks(j->user->console);
	uint64_t first = 0;

	t->qemu = qemu_since_start(j->qemu, qmp_ready_at(j->qmp));
	if (marks->kernel_first)
		first = qemu_since_start(j->qemu, marks->kernel_first);
	if (first && (!t->kernel || first < t->kernel))
		t->kernel = first;
}

static void fill_pcs(const struct where *w, const struct target *t, struct outcome *o)
{
	o->kernel_base = t->kernel_base;
	if (!w->n)
		return;
	o->pcs = xcalloc(w->n, sizeof(*o->pcs));
	memcpy(o->pcs, w->pcs, w->n * sizeof(*o->pcs));
	o->n_pcs = w->n;
}

static void add_end(const struct wire_exit *end, struct evidence *v)
{
	static const enum outcome_end ends[] = {
		[WIRE_EXITED] = OUTCOME_EXITED,	  [WIRE_SIGNALLED_END] = OUTCOME_SIGNALLED,
		[WIRE_NOT_RUN] = OUTCOME_NOT_RUN, [WIRE_NO_DIR] = OUTCOME_NOT_RUN,
		[WIRE_NO_TTY] = OUTCOME_NOT_RUN,
	};

	if (!end)
		return;
	v->end = (struct outcome_command){ends[end->end], (int)end->value};
	v->no_tty = end->end == WIRE_NO_TTY;
}

/* The shared folder that the agent could not mount, if that is why it ended. */
static void add_share(const struct judge *j, struct evidence *v)
{
	const struct wire_bye *bye = &j->told->bye;
	const uint64_t number = bye->status >> 32;

	if (!j->told->said_bye || bye->cause != WIRE_NO_SHARE)
		return;
	if (number >= j->spec->n_shares) {
		v->bye = false;
		v->agent_error = "the agent sent an impossible goodbye";
		return;
	}
	v->share_host = j->spec->shares[number].host;
	v->share_guest = j->spec->shares[number].guest;
	v->share_errno = (int)(uint32_t)bye->status;
}

/* Caller's. */
static struct evidence_transfer *list_transfers(const struct plan *p)
{
	struct evidence_transfer *list = xcalloc(p->n_transfers + 1, sizeof(*list));

	for (size_t i = 0; i < p->n_transfers; i++) {
		const struct transfer_spec *s = &p->specs[i];
		const bool over = transfer_job(p->transfers[i])->state == JOB_OVER;

		list[i] = (struct evidence_transfer){
			.pull = s->pull,
			.path = s->pull ? s->guest : s->host,
			.over = over,
			.failure = over ? transfer_failure(p->transfers[i]) : NULL,
		};
	}
	return list;
}

/* What the console showed first: its log may be long. Caller's; NULL: nothing is known. */
static char *read_console(const char *path)
{
	_cleanup_free_ char *head = xcalloc(1, HEAD_BYTES);
	_cleanup_err_ struct err unread = ERR_INIT;
	const ssize_t n = fs_read_head(path, head, HEAD_BYTES, &unread);

	return n > 0 ? console_text(head, (size_t)n, UINT_MAX) : NULL;
}

/* The last lines of QEMU's log. Caller's; NULL: there is none. */
static char *read_log(const char *path)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_sb_ struct strbuf log = {0};

	if (fs_read(path, &log, &unread) < 0)
		return NULL;
	return console_text(sb_str(&log), log.len, QEMU_LOG_LINES);
}

/* A hint if QEMU may have failed because it is confined. */
static void note_sandbox(const struct judge *j, const struct evidence *v, struct outcome *o)
{
	const bool denied = o->word == OUTCOME_HOST_ERROR && v->qemu_log &&
			    (strstr(v->qemu_log, "Permission denied") ||
			     strstr(v->qemu_log, "Operation not permitted"));

	if (j->spec->sandbox && (denied || v->qemu_signo == SIGSYS))
		strv_add(&o->notes, SANDBOX_HINT);
}

void judge(const struct judge *j, struct outcome *o)
{
	_cleanup_free_ struct evidence_transfer *transfers = list_transfers(j->plan);
	_cleanup_free_ char *head = read_console(o->console_log);
	_cleanup_free_ char *tail = console_tail(j->user->console, TAIL_LINES);
	_cleanup_free_ char *qemu_log = read_log(j->qemu->log);
	struct evidence v = {
		.console_head = head,
		.console_tail = tail,
		.records_lost = records_lost(j->records),
		.kernel_seen = console_marks(j->user->console)->first_byte || j->told->ready,
		.agent_expected = j->spec->agent_expected,
		.ready = j->told->ready,
		.bye = j->told->said_bye,
		.bad_root = j->told->said_bye && j->told->bye.cause == WIRE_BAD_ROOT,
		.agent_error = j->told->broken,
		.qemu = j->spec->qemu,
		.qemu_log = qemu_log,
		.shutdown = j->qemu->shutdown,
		.qemu_signo = qemu_foreign_signal(j->qemu, j->qemu_killed),
		.qemu_status = j->qemu->proc.exited ? j->qemu->proc.status : 0,
		.fail_on = j->fail_on,
		.user_quit = j->stopped || j->stop_begun || user_quit(j),
		.stopped = j->stopped,
		.failed = j->user->failure,
		.console_log_errnum = console_log_errnum(j->user->console),
		.kmsg_log_errnum = records_log_errnum(j->records),
		.command = j->plan->exec ? j->plan->command.argv[0] : NULL,
		.limits = j->limits,
		.passed = j->passed,
		.transfers = transfers,
		.n_transfers = j->plan->n_transfers,
	};

	v.records = records_all(j->records, &v.n_records);
	add_end(j->plan->exec ? exec_end(j->plan->exec) : NULL, &v);
	add_share(j, &v);
	fill_pcs(j->where, j->spec->target, o);
	fill_times(j, &o->times);
	verdict(&v, o);
	note_sandbox(j, &v, o);
}
