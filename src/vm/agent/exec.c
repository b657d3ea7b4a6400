/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/exec.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>

#include "vm/agent/exec-input.h"
#include "vm/user/sink.h"
#include "wire/numbers.h"

#define WINDOW (256 * 1024) /* for output that the user has not taken */

struct output {
	struct exec *exec;
	struct sink *sink;
	unsigned which;
};

struct exec {
	struct job job;
	const struct exec_spec *spec;
	struct exec_hooks hooks;
	struct input *input;
	struct output out[JOB_OUTPUTS];
	int signo;		  /* to be sent; 0: none */
	struct wire_winsize size; /* of the terminal */
	bool resized;		  /* the guest does not know it yet */
};

static struct exec *of(struct job *j)
{
	return (struct exec *)j; /* its first member */
}

/* The working directory and the environment are the guest's, but the terminal's type is ours. */
static void ask(struct job *j)
{
	const struct exec_spec *spec = of(j)->spec;
	struct wire_exec w = {
		.flags = spec->tty ? WIRE_EXEC_TTY : 0,
		.rows = spec->rows,
		.cols = spec->cols,
	};

	job_add_string(j, "");
	for (; spec->argv[w.argc]; w.argc++)
		job_add_string(j, spec->argv[w.argc]);
	if (spec->tty && spec->term) {
		_cleanup_free_ char *term = xasprintf("TERM=%s", spec->term);

		job_add_string(j, term);
		w.envc++;
	}
	job_exec(j, &w, WINDOW, WINDOW);
}

static void say_signal(struct exec *x)
{
	const struct wire_signal s = {wire_signal(x->signo)};

	if (!x->signo)
		return;
	x->signo = 0;
	channel_say(x->job.channel, WIRE_SIGNAL, x->job.stream, &s, sizeof(s));
}

static void set_size(struct exec *x, unsigned rows, unsigned cols)
{
	if (!rows || !cols || rows > UINT16_MAX || cols > UINT16_MAX ||
	    (rows == x->size.rows && cols == x->size.cols))
		return;
	x->size = (struct wire_winsize){rows, cols};
	x->resized = true;
}

/* SIGWINCH may come later than what is typed in the new size. */
static void say_size(struct exec *x)
{
	struct winsize w;

	if (x->spec->tty && x->spec->in_fd >= 0 && !ioctl(x->spec->in_fd, TIOCGWINSZ, &w))
		set_size(x, w.ws_row, w.ws_col);
	if (!x->resized)
		return;
	x->resized = false;
	channel_say(x->job.channel, WIRE_WINSIZE, x->job.stream, &x->size, sizeof(x->size));
}

static bool room(struct job *j)
{
	struct exec *x = of(j);
	const void *p;
	size_t n;

	if (j->state != JOB_STARTED)
		return false;
	say_signal(x);
	say_size(x);
	if (!input_take(x->input, &p, &n))
		return false;
	channel_send(j->channel, WIRE_STDIN, j->stream, p, n);
	input_taken(x->input);
	return input_take(x->input, &p, &n);
}

static void started(struct job *j, const struct wire_started *s)
{
	of(j)->hooks.started(of(j)->hooks.arg, s);
}

static const char *output(struct job *j, unsigned which, const uint8_t *p, size_t n)
{
	sink_write(of(j)->out[which].sink, p, n);
	return NULL;
}

static const char *credit(struct job *j, uint64_t bytes)
{
	return input_open(of(j)->input, bytes);
}

static void input_closed(struct job *j)
{
	input_close(of(j)->input);
}

size_t exec_waiting(const struct exec *x)
{
	return sink_waiting(x->out[JOB_STDOUT].sink) + sink_waiting(x->out[JOB_STDERR].sink);
}

static void check_end(struct exec *x)
{
	if (x->job.state != JOB_ENDED || exec_waiting(x))
		return;
	x->hooks.ended(x->hooks.arg);
	job_over(&x->job);
}

static void ended(struct job *j)
{
	input_close(of(j)->input);
	check_end(of(j));
}

static void on_taken(void *arg, size_t n)
{
	struct output *o = arg;

	job_taken(&o->exec->job, o->which, n);
	check_end(o->exec);
}

/* The run goes on without a reader of stderr. */
static void on_gone(void *arg, int errnum)
{
	static const char *const writing[] = {
		[JOB_STDOUT] = "write to stdout", [JOB_STDERR] = "write to stderr"};
	struct output *o = arg;
	struct exec *x = o->exec;
	const bool hangup = errnum == EPIPE || (errnum == EIO && x->spec->tty);

	if (!hangup)
		x->hooks.failed(x->hooks.arg, writing[o->which], errnum);
	else if (o->which == JOB_STDOUT && x->job.state != JOB_OVER)
		x->hooks.gone(x->hooks.arg, x->spec->tty ? SIGHUP : SIGPIPE);
}

static void on_input(void *arg)
{
	job_wake(&((struct exec *)arg)->job);
}

static void on_input_gone(void *arg, int signo)
{
	struct exec *x = arg;

	x->hooks.gone(x->hooks.arg, signo);
}

static void on_input_unread(void *arg, int errnum)
{
	struct exec *x = arg;

	x->hooks.failed(x->hooks.arg, "read stdin", errnum);
}

static void exec_free(struct job *j)
{
	struct exec *x = of(j);

	input_free(x->input);
	for (size_t i = 0; i < JOB_OUTPUTS; i++)
		sink_free(x->out[i].sink);
	free(x);
}

struct exec *exec_new(struct loop *l, const struct exec_spec *spec, const struct exec_hooks *hooks)
{
	static const struct job_type type = {
		.ask = ask,
		.room = room,
		.started = started,
		.output = output,
		.credit = credit,
		.input_closed = input_closed,
		.ended = ended,
		.free = exec_free,
	};
	const int fds[] = {spec->out_fd, spec->err_fd};
	struct exec *x = xcalloc(1, sizeof(*x));
	const struct input_hooks input = {on_input, on_input_gone, on_input_unread, x};

	x->job.type = &type;
	x->spec = spec;
	x->size = (struct wire_winsize){spec->rows, spec->cols};
	x->hooks = *hooks;
	for (unsigned i = 0; i < JOB_OUTPUTS; i++) {
		struct output *o = &x->out[i];

		*o = (struct output){.exec = x, .which = i};
		o->sink = sink_new(l, fds[i], &(struct sink_hooks){on_taken, on_gone, o});
	}
	x->input = input_new(l, spec->in_fd, spec->tty, &input);
	return x;
}

struct job *exec_job(struct exec *x)
{
	return &x->job;
}

bool exec_signal(struct exec *x, int signo)
{
	if (x->job.state != JOB_STARTED)
		return false;
	x->signo = signo;
	job_wake(&x->job);
	return true;
}

void exec_winsize(struct exec *x, unsigned rows, unsigned cols)
{
	set_size(x, rows, cols);
	job_wake(&x->job);
}

const struct wire_exit *exec_end(const struct exec *x)
{
	return x->job.end.end ? &x->job.end : NULL;
}
