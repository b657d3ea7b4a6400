/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/machine.h"

#include <signal.h>
#include <sys/ioctl.h>

#include "base/file/path.h"
#include "base/process/proc.h"
#include "vm/agent/told.h"
#include "vm/agent/watch.h"
#include "vm/deadline.h"
#include "vm/judge.h"
#include "vm/plan.h"
#include "vm/stop.h"
#include "vm/user/user.h"

/*
 * When QEMU has ended, its last output is still in the sockets, followed by their ends. If another
 * process (a child of a wrapper script) holds the other side open, no end follows, so we stop after
 * this many turns. It is turns, not time, so that a busy host reads everything.
 */
#define SETTLE_NS    (1 * NS_PER_MS)
#define SETTLE_TURNS 200

struct machine {
	struct loop *loop;
	const struct machine_spec *spec;
	const struct machine_io *io;
	struct outcome *out;
	struct machine_hooks hooks;

	struct qemu qemu;
	struct loop_fd *exit;
	struct qmp *qmp;
	struct where where;

	struct channel *channel;
	struct plan plan;
	struct watch watch;
	struct told told;

	struct user user;
	struct deadlines deadlines;
	struct stop stop;

	int signo;     /* the signal for which we stop it; 0: none */
	int passed_on; /* the signal that the command got; 0: none */

	struct loop_timer *settle;
	unsigned settling; /* turns since QEMU's end; 0: it runs */
	bool over;
	int result;
	struct err err;
};

/* --- how it is stopped */

static bool is_ending(const struct machine *m)
{
	return m->settling || m->stop.begun;
}

/* Begins to stop QEMU; a second time, kills it. */
static void climb(struct machine *m)
{
	session_drop(m->plan.session);
	watch_stop(&m->watch);
	stop_begin(&m->stop);
}

static void end_guest(void *arg)
{
	struct machine *m = arg;

	if (!is_ending(m))
		climb(m);
}

static void finish(void *arg);

static void stop(struct machine *m, int signo)
{
	if (!m->signo)
		m->signo = signo;
	if (!m->settling) {
		climb(m);
		return;
	}
	/* QEMU has ended: do not wait for a slow reader of the output */
	loop_remove_timer(m->loop, m->settle);
	m->settle = loop_add_timer(m->loop, 0, finish, m);
}

void machine_signal(struct machine *m, int signo)
{
	if (m->over)
		return;
	if (m->plan.exec && !m->passed_on && (signo == SIGINT || signo == SIGTERM) &&
	    exec_signal(m->plan.exec, signo))
		m->passed_on = signo;
	else
		stop(m, signo ? signo : SIGTERM);
}

static void user_gone(struct machine *m, int signo)
{
	if (!m->settling && !m->signo)
		stop(m, signo);
}

static void on_user_gone(void *arg)
{
	struct machine *m = arg;

	user_gone(m, m->io->raw ? SIGHUP : SIGPIPE);
}

/* Before it ends the guest for a limit, asks QEMU where the guest is. */
static void on_deadline(void *arg)
{
	struct machine *m = arg;

	if (is_ending(m))
		return;
	m->where = (struct where){
		.loop = m->loop,
		.qmp = m->qmp,
		.pc = m->spec->target->pc,
		.done = end_guest,
		.arg = m,
	};
	where_ask(&m->where);
}

/* With a window, the shell is on the guest's screen, which has a size of its own. */
void machine_resize(struct machine *m)
{
	struct winsize w;

	if (m->over || ioctl(m->io->in_fd, TIOCGWINSZ, &w) < 0)
		return;
	if (m->plan.exec)
		exec_winsize(m->plan.exec, w.ws_row, w.ws_col);
	else if (!m->spec->window)
		channel_winsize(m->channel, w.ws_row, w.ws_col);
}

/* --- what the agent says */

static void on_ready(void *arg, const struct wire_ready *r)
{
	struct machine *m = arg;

	deadlines_ready(&m->deadlines);
	user_agent_ready(&m->user);
	told_ready(&m->told, r);
	session_begin(m->plan.session, m->channel);
}

static void on_prompt(void *arg, const struct wire_prompt *p)
{
	struct machine *m = arg;

	told_prompt(&m->told, p);
	user_shell_runs(&m->user);
}

static void on_bye(void *arg, const struct wire_bye *b)
{
	struct machine *m = arg;

	told_bye(&m->told, b);
	if (!m->settling)
		stop_after_bye(&m->stop);
}

/* Without the agent, a command is lost; a shell on the console goes on. */
static void on_broken(void *arg, const char *why)
{
	struct machine *m = arg;

	told_broken(&m->told, why);
	if (m->plan.exec)
		end_guest(m);
}

static const char *on_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			    bool newer)
{
	return session_frame(((struct machine *)arg)->plan.session, h, payload, newer);
}

static bool on_room(void *arg)
{
	return session_room(((struct machine *)arg)->plan.session);
}

static void on_kmsg(void *arg, const char *lines, size_t n)
{
	watch_kmsg(&((struct machine *)arg)->watch, lines, n);
}

static void on_taint(void *arg, const struct wire_taint *t)
{
	told_taint(&((struct machine *)arg)->told, t);
}

/* --- the command and the transfers */

/*
 * Until now, Ctrl-C was for us. The command also runs if the terminal cannot be put into raw mode.
 */
static void on_started(void *arg, const struct wire_started *s)
{
	_cleanup_err_ struct err unused = ERR_INIT;
	struct machine *m = arg;

	told_started(&m->told, s);
	(void)user_raw(&m->user, &unused);
}

static void on_ended(void *arg)
{
	struct machine *m = arg;

	told_ended(&m->told, exec_end(m->plan.exec));
}

static void on_command_user_gone(void *arg, int signo)
{
	user_gone(arg, signo);
}

static void on_failed(void *arg, const char *what, int errnum)
{
	user_failed(&((struct machine *)arg)->user, what, errnum);
}

static void on_idle(void *arg)
{
	struct machine *m = arg;

	deadlines_end(&m->deadlines);
	end_guest(m);
}

static void make_plan(struct machine *m)
{
	const struct exec_hooks exec = {on_started, on_ended, on_command_user_gone, on_failed, m};
	const struct session_hooks session = {on_idle, m};
	const struct machine_io *io = m->io;

	m->plan = (struct plan){
		.loop = m->loop,
		.command = {.argv = io->command,
			    .tty = io->tty,
			    .term = m->spec->term,
			    .rows = m->spec->rows,
			    .cols = m->spec->cols,
			    .in_fd = io->in_fd,
			    .out_fd = io->out_fd,
			    .err_fd = io->err_fd},
		.specs = io->transfers,
		.n_transfers = io->command ? io->n_transfers : 0,
		.notes = &m->out->notes,
	};
	plan_begin(&m->plan, &session, &exec);
}

/* --- its end */

static void judge_it(struct machine *m)
{
	const struct machine_io *io = m->io;
	const struct judge j = {
		.spec = m->spec,
		.qemu = &m->qemu,
		.qmp = m->qmp,
		.where = &m->where,
		.user = &m->user,
		.records = m->watch.records,
		.told = &m->told,
		.plan = &m->plan,
		.limits = &io->limits,
		.passed = m->deadlines.which,
		.fail_on = io->fail_on,
		.stopped = m->signo,
		.stop_begun = m->stop.begun,
		.qemu_killed = m->stop.killed,
	};

	judge(&j, m->out);
	/* the signal that ended the command was meant for us */
	if (!m->signo && m->out->command.end == OUTCOME_SIGNALLED &&
	    m->out->command.value == m->passed_on)
		m->signo = m->passed_on;
	if (!m->signo)
		return;
	m->result = err_kind_set(&m->err, ERR_SIGNAL, "stopped by %s", signal_name(m->signo));
	m->err.signo = m->signo;
}

/* Takes everything off the loop and kills QEMU. */
static void take_down(struct machine *m)
{
	loop_remove_fd(m->loop, TAKE_PTR(m->exit));
	loop_remove_timer(m->loop, TAKE_PTR(m->settle));
	stop_end(&m->stop);
	deadlines_end(&m->deadlines);
	qemu_end(&m->qemu);
	where_end(&m->where);
	watch_end(&m->watch);
	told_end(&m->told);
	user_end(&m->user);
	qmp_free(TAKE_PTR(m->qmp));
	plan_end(&m->plan);
	channel_free(TAKE_PTR(m->channel));
}

static void finish(void *arg)
{
	struct machine *m = arg;

	m->settle = NULL;
	if (m->result == 0)
		judge_it(m);
	take_down(m);
	m->over = true;
	m->hooks.ended(m->hooks.arg, m); /* which may free it */
}

static void on_settle(void *arg)
{
	struct machine *m = arg;
	const bool silent =
		qmp_state(m->qmp) == QMP_CLOSED && channel_state(m->channel) == CHANNEL_CLOSED;
	const bool taken = m->user.closed && !(m->plan.exec && exec_waiting(m->plan.exec));

	m->settle = NULL;
	if (m->settling < SETTLE_TURNS)
		m->settling++;
	if (taken && (silent || m->settling == SETTLE_TURNS))
		finish(m);
	else
		m->settle = loop_add_timer(m->loop, SETTLE_NS, on_settle, m);
}

static void on_exit_of_qemu(void *arg, int fd, short revents)
{
	struct machine *m = arg;

	loop_remove_fd(m->loop, TAKE_PTR(m->exit));
	m->result = proc_wait(&m->qemu.proc, &m->err);
	m->out->times.end = qemu_since_start(&m->qemu, now_ns());
	m->settling = 1;
	stop_end(&m->stop);
	deadlines_end(&m->deadlines);
	watch_stop(&m->watch);
	console_finish(m->user.console);
	m->settle = loop_add_timer(m->loop, 0, on_settle, m);
}

/* --- its start */

static void on_qmp_event(void *arg, const char *event, const struct json *data)
{
	qemu_event(&((struct machine *)arg)->qemu, event, data);
}

static int open_user(struct machine *m, struct err *e)
{
	const struct machine_io *io = m->io;
	const bool shell = !io->command;

	m->user = (struct user){
		.loop = m->loop,
		.in_fd = shell ? io->in_fd : -1,
		.out_fd = shell ? io->out_fd : -1,
		.raw_fd = io->raw ? io->in_fd : -1,
		.wait_for_shell = m->spec->agent_expected,
		.gone = on_user_gone,
		.failed = end_guest,
		.arg = m,
	};
	m->user.on_stderr = !shell;
	if (!shell && io->show_console)
		m->user.out_fd = io->err_fd;
	/* for a command, raw mode waits until it has started */
	return shell ? user_raw(&m->user, e) : 0;
}

static void open_channel(struct machine *m)
{
	const struct channel_hooks hooks = {
		.ready = on_ready,
		.prompt = on_prompt,
		.bye = on_bye,
		.broken = on_broken,
		.frame = on_frame,
		.room = on_room,
		.kmsg = on_kmsg,
		.taint = on_taint,
		.arg = m,
	};

	m->channel = channel_new(m->loop, TAKE_FD(m->qemu.fds[QEMU_AGENT]), &hooks);
	if (m->spec->uart)
		channel_is_uart(m->channel);
}

static void begin_watching(struct machine *m)
{
	_cleanup_free_ char *log = path_join(m->io->rundir, "kmsg.log");

	m->watch = (struct watch){
		.loop = m->loop,
		.channel = m->channel,
		.console = m->user.console,
		.records = records_new(log),
		.lost = end_guest,
		.arg = m,
	};
	/* a shell stays after an oops: its user is looking at it */
	if (m->plan.exec)
		watch_begin(&m->watch);
	m->stop = (struct stop){
		.loop = m->loop, .qemu = &m->qemu.proc, .qmp = m->qmp, .channel = m->channel};
	m->deadlines = (struct deadlines){
		.loop = m->loop,
		.limits = &m->io->limits,
		.channel = m->channel,
		.console = m->user.console,
		.passed = on_deadline,
		.arg = m,
	};
	deadlines_begin(&m->deadlines);
}

static int start(struct machine *m, struct err *e)
{
	_cleanup_free_ char *log = path_join(m->io->rundir, "qemu.log");

	if (open_user(m, e) < 0 || qemu_start(&m->qemu, m->spec, log, e) < 0)
		return -1;
	m->told = (struct told){m->out, m->qemu.start, m->spec->memory};
	m->exit = loop_add_fd(m->loop, m->qemu.pidfd, POLLIN, on_exit_of_qemu, m);
	if (user_open(&m->user, TAKE_FD(m->qemu.fds[QEMU_CONSOLE]), m->out->console_log, e) < 0)
		return -1;
	m->qmp = qmp_new(m->loop, TAKE_FD(m->qemu.fds[QEMU_QMP]), on_qmp_event, m);
	open_channel(m);
	make_plan(m);
	begin_watching(m);
	return 0;
}

struct machine *machine_start(struct loop *l, const struct machine_spec *spec,
			      const struct machine_io *io, struct outcome *out,
			      const struct machine_hooks *hooks, struct err *e)
{
	struct machine *m = xcalloc(1, sizeof(*m));

	*m = (struct machine){.loop = l,
			      .spec = spec,
			      .io = io,
			      .out = out,
			      .hooks = *hooks,
			      .qemu = QEMU_INIT,
			      .user = {.loop = l},
			      .watch = {.loop = l},
			      .deadlines = {.loop = l},
			      .stop = {.loop = l}};
	*out = (struct outcome){.word = OUTCOME_HOST_ERROR,
				.status = outcome_status(OUTCOME_HOST_ERROR),
				.console_log = path_join(io->rundir, "console.log")};
	if (start(m, e) == 0)
		return m;
	machine_free(m);
	return NULL;
}

int machine_result(struct machine *m, struct err *e)
{
	BUG_ON(!m->over);
	if (m->result < 0) {
		*e = m->err;
		m->err = (struct err)ERR_INIT;
	}
	return m->result;
}

void machine_free(struct machine *m)
{
	if (!m)
		return;
	take_down(m);
	err_free(&m->err);
	free(m);
}
