/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/machine.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/file/fs.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "vm/machine-state.h"

#define AGENT_WAIT_NS (2 * NS_PER_SEC)
#define SETTLE_NS     (1 * NS_PER_MS)
#define SETTLE_TURNS  200

/* Reads what woke us; false: there is no more, and *f is no longer watched. */
static bool read_wake(struct machine *m, struct loop_fd **f, int fd, unsigned char *byte)
{
	ssize_t n = read(fd, byte, 1);

	if (n > 0)
		return true;
	if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		loop_remove_fd(m->loop, *f);
		*f = NULL;
	}
	return false;
}

static void on_interrupt(void *arg, int fd, short revents)
{
	struct machine *m = arg;
	unsigned char signo;

	if (!read_wake(m, &m->interrupt, fd, &signo))
		return;
	if (m->exec && !m->passed_on && (signo == SIGINT || signo == SIGTERM) &&
	    exec_signal(m->exec, signo))
		m->passed_on = signo;
	else
		machine_stop(m, signo ? signo : SIGTERM);
}

/* With a window the guest's shell is on its screen, which has a size of its own. */
static void on_winch(void *arg, int fd, short revents)
{
	struct machine *m = arg;
	unsigned char byte;
	struct winsize w;

	if (!read_wake(m, &m->winch, fd, &byte) || ioctl(m->io->in_fd, TIOCGWINSZ, &w) < 0)
		return;
	if (m->exec)
		exec_winsize(m->exec, w.ws_row, w.ws_col);
	else if (!m->spec->window)
		channel_winsize(m->channel, w.ws_row, w.ws_col);
}

static void on_user_gone(void *arg)
{
	struct machine *m = arg;

	if (!m->settling && !m->signo)
		machine_stop(m, m->io->raw ? SIGHUP : SIGPIPE);
}

static void on_console_closed(void *arg)
{
	((struct machine *)arg)->console_closed = true;
}

/*
 * The guest's clock begins with its kernel, as good as. It is its word only: one that began before QEMU gives no
 * alignment, and then no times.
 */
static void on_agent_ready(void *arg, const struct wire_ready *r)
{
	struct machine *m = arg;
	uint64_t now = now_ns();

	m->ready = true;
	deadlines_ready(&m->deadlines);
	if (m->exec)
		machine_transfer_next(m);
	if (r->sent_ns >= now - m->start || r->init_ns > r->sent_ns)
		return;
	m->zero = now - r->sent_ns;
	m->out->times.zero = machine_since_start(m, m->zero);
	m->out->times.kernel = machine_since_start(m, m->zero);
	m->out->times.init = machine_since_start(m, m->zero + r->init_ns);
}

static void on_agent_prompt(void *arg, const struct wire_prompt *p)
{
	struct machine *m = arg;

	if (m->zero && p->prompt_ns <= p->sent_ns)
		m->out->times.prompt = machine_since_start(m, m->zero + p->prompt_ns);
	machine_keep_memory(m, &p->memory);
	console_listen_at_prompt(m->console);
}

static void on_agent_bye(void *arg, const struct wire_bye *b)
{
	struct machine *m = arg;

	m->bye = true;
	if (b->cause == WIRE_NO_SHARE && b->status >> 32 < m->spec->n_shares) {
		m->no_share = &m->spec->shares[b->status >> 32];
		m->no_share_errno = (int)(uint32_t)b->status;
	}
	if (!m->settling)
		stop_after_bye(&m->stop);
}

static void on_qmp_event(void *arg, const char *event, const struct json *data)
{
	struct machine *m = arg;

	/* the first reason is the cause */
	if (str_eq(event, "SHUTDOWN") && !m->shutdown && data)
		str_set(&m->shutdown, json_get_string(data, "reason"));
}

/* QEMU is gone: its last words still stand in the sockets, and at their end each is closed. */
static void on_settle(void *arg)
{
	struct machine *m = arg;
	bool silent =
		qmp_state(m->qmp) == QMP_CLOSED && channel_state(m->channel) == CHANNEL_CLOSED;

	bool taken = m->console_closed && !(m->exec && exec_waiting(m->exec));

	if (m->settling < SETTLE_TURNS)
		m->settling++;
	if (taken && (silent || m->settling == SETTLE_TURNS))
		loop_quit(m->loop);
	m->settle = loop_add_timer(m->loop, SETTLE_NS, on_settle, m);
}

static void on_exit_of_qemu(void *arg, int fd, short revents)
{
	struct machine *m = arg;

	loop_remove_fd(m->loop, m->exit);
	m->exit = NULL;
	m->out->times.end = machine_since_start(m, now_ns());
	m->settling = 1;
	stop_end(&m->stop);
	deadlines_end(&m->deadlines);
	console_finish(m->console);
	m->settle = loop_add_timer(m->loop, 0, on_settle, m);
}

struct sockets {
	int ours[3], theirs[3];
};

enum { SOCK_CONSOLE, SOCK_QMP, SOCK_AGENT, N_SOCKS };

static void close_sockets(int fds[N_SOCKS])
{
	for (int i = 0; i < N_SOCKS; i++)
		if (fds[i] >= 0)
			close(TAKE_FD(fds[i]));
}

static int make_sockets(struct sockets *s, struct err *e)
{
	for (int i = 0; i < N_SOCKS; i++) {
		int pair[2];

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
			return err_errno(e, errno, "cannot make a socket");
		s->ours[i] = pair[0];
		s->theirs[i] = pair[1];
	}
	return 0;
}

static int start_qemu(struct machine *m, struct sockets *s, struct err *e)
{
	struct machine_spec *spec = m->spec;
	struct proc *p = &m->qemu;

	spec->console_fd = s->theirs[SOCK_CONSOLE];
	spec->qmp_fd = s->theirs[SOCK_QMP];
	spec->agent_fd = s->theirs[SOCK_AGENT];
	p->stdout_io = PROC_LOG;
	p->stderr_io = PROC_STDOUT;
	p->log = m->qemu_log;
	p->pass_fds = s->theirs;
	p->n_pass_fds = N_SOCKS;
	p->own_group = true; /* our terminal's signals are not for it */
	if (qemu_argv(spec, &p->argv, e) < 0)
		return -1;
	unlink(m->qemu_log);
	m->start = now_ns();
	if (proc_start(p, e) < 0)
		return -1;
	m->pidfd = proc_pidfd(p, e);
	return m->pidfd < 0 ? -1 : 0;
}

/*
 * A kernel without virtio, or one whose agent is dead, still has a shell on its console: when it has fallen silent, it
 * is taken to be asking.
 */
static void look_for_agent(void *arg)
{
	struct machine *m = arg;
	uint64_t last = console_marks(m->console)->last_byte;

	m->agent_wait = NULL;
	if (m->ready)
		return;
	if (last && now_ns() - last >= AGENT_WAIT_NS)
		console_listen_at_prompt(m->console);
	else
		m->agent_wait = loop_add_timer(m->loop, AGENT_WAIT_NS, look_for_agent, m);
}

/* A pipe's bytes wait for the shell: what comes sooner is lost in the serial port. A person sees the prompt. */
static int connect_console(struct machine *m, struct sockets *s, struct err *e)
{
	const struct console_hooks hooks = {on_user_gone, on_console_closed, m};
	const struct machine_io *io = m->io;
	const int in_fd = io->command ? -1 : io->in_fd;
	const int out_fd = !io->command ? io->out_fd : io->show_console ? io->err_fd : -1;

	m->console = console_new(m->loop, TAKE_FD(s->ours[SOCK_CONSOLE]), in_fd, out_fd,
				 m->out->console_log, &hooks, e);
	if (!m->console)
		return -1;
	if (m->spec->agent_expected && !(in_fd >= 0 && isatty(in_fd))) {
		console_listen(m->console, false);
		m->agent_wait = loop_add_timer(m->loop, AGENT_WAIT_NS, look_for_agent, m);
	}
	return 0;
}

static int connect_all(struct machine *m, struct sockets *s, struct err *e)
{
	const struct channel_hooks hooks = {
		.ready = on_agent_ready,
		.prompt = on_agent_prompt,
		.bye = on_agent_bye,
		.broken = machine_broken,
		.frame = machine_frame,
		.room = machine_room,
		.pong = machine_pong,
		.kmsg = machine_kmsg,
		.taint = machine_taint,
		.arg = m,
	};

	if (connect_console(m, s, e) < 0)
		return -1;
	machine_open_records(m);
	m->qmp = qmp_new(m->loop, TAKE_FD(s->ours[SOCK_QMP]), on_qmp_event, m);
	m->channel = channel_new(m->loop, TAKE_FD(s->ours[SOCK_AGENT]), &hooks);
	if (m->spec->uart)
		channel_is_uart(m->channel);
	machine_connect_command(m);
	m->stop = (struct stop){
		.loop = m->loop, .qemu = &m->qemu, .qmp = m->qmp, .channel = m->channel};
	m->exit = loop_add_fd(m->loop, m->pidfd, POLLIN, on_exit_of_qemu, m);
	if (m->io->interrupt_fd >= 0)
		m->interrupt = loop_add_fd(m->loop, m->io->interrupt_fd, POLLIN, on_interrupt, m);
	if (m->io->winch_fd >= 0)
		m->winch = loop_add_fd(m->loop, m->io->winch_fd, POLLIN, on_winch, m);
	return 0;
}

static int live(struct machine *m, struct sockets *s, struct err *e)
{
	if (m->io->raw && !m->io->command) {
		m->guard = tty_guard_raw(m->io->in_fd, e);
		if (!m->guard)
			return -1;
	}
	if (start_qemu(m, s, e) < 0)
		return -1;
	close_sockets(s->theirs);
	if (connect_all(m, s, e) < 0 || loop_run(m->loop, e) < 0 || proc_wait(&m->qemu, e) < 0)
		return -1;
	machine_judge(m);
	/* who stopped the command stopped us */
	if (!m->signo && m->out->command.end == OUTCOME_SIGNALLED &&
	    m->out->command.value == m->passed_on)
		m->signo = m->passed_on;
	if (!m->signo)
		return 0;
	err_kind_set(e, ERR_SIGNAL, "stopped by %s", signal_name(m->signo));
	e->signo = m->signo;
	return -1;
}

static void machine_end(struct machine *m, struct sockets *s)
{
	proc_end(&m->qemu);
	where_end(&m->where);
	console_free(m->console);
	qmp_free(m->qmp);
	machine_end_transfers(m);
	exec_free(m->exec);
	channel_free(m->channel);
	records_free(m->records);
	tty_guard_end(m->guard);
	loop_free(m->loop);
	close_sockets(s->ours);
	close_sockets(s->theirs);
	cleanup_close(&m->pidfd);
	m->spec->console_fd = m->spec->qmp_fd = m->spec->agent_fd = -1;
	free(m->qemu_log);
	free(m->shutdown);
	free(m->broken);
}

int machine_run(struct machine_spec *spec, const struct machine_io *io, struct outcome *out,
		struct err *e)
{
	struct machine m = {.spec = spec, .io = io, .out = out, .qemu = PROC_INIT, .pidfd = -1};
	struct sockets s = {{-1, -1, -1}, {-1, -1, -1}};
	int result;

	*out = (struct outcome){.word = OUTCOME_HOST_ERROR, .status = 128};
	out->console_log = path_join(io->rundir, "console.log");
	m.qemu_log = path_join(io->rundir, "qemu.log");
	m.loop = loop_new();
	result = make_sockets(&s, e);
	if (result == 0)
		result = live(&m, &s, e);
	machine_end(&m, &s);
	return result;
}
