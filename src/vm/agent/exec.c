/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/exec.h"

#include <errno.h>
#include <signal.h>

#include "base/strbuf.h"
#include "vm/agent/exec-input.h"
#include "vm/user/sink.h"
#include "wire/numbers.h"

#define WINDOW (256 * 1024) /* for what the user has not taken */
#define CHUNK  (16 * 1024)

struct output {
	struct exec *exec;
	struct sink *sink;
	uint64_t window; /* what the guest may send */
	uint64_t done;	 /* what the user took, and has not opened the window */
	unsigned type, credit_type;
	bool ended;
};

struct exec {
	struct channel *channel;
	const struct exec_spec *spec;
	struct exec_hooks hooks;
	bool ready, asked, started, told; /* EXEC was sent; 'ended' was called */
	struct strbuf strings;		  /* not sent yet */
	struct input *input;
	struct output out, err;
	int signo; /* to be sent; 0: none */
	struct wire_winsize size;
	struct wire_exit end;
};

static unsigned stream_of(const struct exec *x)
{
	return x->spec->stream ? x->spec->stream : 1;
}

static void add_string(struct exec *x, const char *s)
{
	sb_addn(&x->strings, s, strlen(s) + 1);
}

/* The guest's own working directory and environment, and our terminal's type. */
static void say_exec(struct exec *x)
{
	const struct exec_spec *spec = x->spec;
	struct wire_exec w = {
		.flags = spec->tty ? WIRE_EXEC_TTY : 0,
		.rows = spec->rows,
		.cols = spec->cols,
		.stdout_window = WINDOW,
		.stderr_window = WINDOW,
	};

	add_string(x, "");
	for (; spec->argv[w.argc]; w.argc++)
		add_string(x, spec->argv[w.argc]);
	if (spec->tty && spec->term) {
		_cleanup_free_ char *term = xasprintf("TERM=%s", spec->term);

		add_string(x, term);
		w.envc++;
	}
	w.strings = x->strings.len;
	channel_say(x->channel, WIRE_EXEC, stream_of(x), &w, sizeof(w));
	x->asked = true;
}

static void say_strings(struct exec *x)
{
	size_t n = x->strings.len < CHUNK ? x->strings.len : CHUNK;

	if (!n)
		return;
	channel_send(x->channel, WIRE_STRINGS, stream_of(x), x->strings.buf, n);
	sb_consume(&x->strings, n);
}

static void say_credit(struct exec *x, struct output *o)
{
	const struct wire_credit credit = {o->done};

	if (o->done < WINDOW / 4 || o->ended)
		return;
	o->window += o->done;
	o->done = 0;
	channel_say(x->channel, o->credit_type, stream_of(x), &credit, sizeof(credit));
}

static void say_signal(struct exec *x)
{
	const struct wire_signal s = {wire_signal(x->signo)};

	if (!x->signo)
		return;
	x->signo = 0;
	channel_say(x->channel, WIRE_SIGNAL, stream_of(x), &s, sizeof(s));
}

static void say_size(struct exec *x)
{
	const struct wire_winsize size = x->size;

	if (!size.rows)
		return;
	x->size.rows = 0;
	channel_say(x->channel, WIRE_WINSIZE, stream_of(x), &size, sizeof(size));
}

/* True: there is more. */
static bool say_input(struct exec *x)
{
	size_t n;
	const void *p;

	if (!x->started || !input_take(x->input, &p, &n))
		return false;
	channel_send(x->channel, WIRE_STDIN, stream_of(x), p, n);
	input_taken(x->input);
	return input_take(x->input, &p, &n);
}

bool exec_room(struct exec *x)
{
	if (!x->ready || x->end.end)
		return false;
	if (!x->asked)
		say_exec(x);
	say_strings(x);
	if (x->started) {
		say_signal(x);
		say_size(x);
	}
	say_credit(x, &x->out);
	say_credit(x, &x->err);
	return say_input(x) || x->strings.len;
}

void exec_ready(struct exec *x)
{
	x->ready = true;
	channel_wake(x->channel);
}

size_t exec_waiting(const struct exec *x)
{
	return sink_waiting(x->out.sink) + sink_waiting(x->err.sink);
}

static void check_end(struct exec *x)
{
	if (!x->end.end || x->told || exec_waiting(x))
		return;
	x->told = true;
	x->hooks.ended(x->hooks.arg);
}

static void on_taken(void *arg, size_t n)
{
	struct output *o = arg;

	o->done += n;
	if (o->done >= WINDOW / 4)
		channel_wake(o->exec->channel);
	check_end(o->exec);
}

static void on_out_gone(void *arg)
{
	struct exec *x = ((struct output *)arg)->exec;

	if (!x->told)
		x->hooks.gone(x->hooks.arg, x->spec->tty ? SIGHUP : SIGPIPE);
}

/* Without stderr there is still the rest. */
static void on_err_gone(void *arg)
{
}

static void on_input(void *arg)
{
	channel_wake(((struct exec *)arg)->channel);
}

static void on_input_gone(void *arg, int signo)
{
	struct exec *x = arg;

	x->hooks.gone(x->hooks.arg, signo);
}

struct exec *exec_new(struct loop *l, struct channel *c, const struct exec_spec *spec,
		      const struct exec_hooks *hooks)
{
	struct exec *x = xcalloc(1, sizeof(*x));
	const struct input_hooks input = {on_input, on_input_gone, x};

	x->channel = c;
	x->spec = spec;
	x->hooks = *hooks;
	x->out = (struct output){.exec = x,
				 .window = WINDOW,
				 .type = WIRE_STDOUT,
				 .credit_type = WIRE_STDOUT_CREDIT};
	x->err = (struct output){.exec = x,
				 .window = WINDOW,
				 .type = WIRE_STDERR,
				 .credit_type = WIRE_STDERR_CREDIT};
	x->out.sink =
		sink_new(l, spec->out_fd, &(struct sink_hooks){on_taken, on_out_gone, &x->out});
	x->err.sink =
		sink_new(l, spec->err_fd, &(struct sink_hooks){on_taken, on_err_gone, &x->err});
	x->input = input_new(l, spec->in_fd, spec->tty, &input);
	return x;
}

static const char *got_output(struct output *o, const uint8_t *payload, size_t n)
{
	if (o->ended)
		return "output after its end";
	if (n > o->window)
		return "more output than it may";
	o->ended = !n;
	o->window -= n;
	sink_write(o->sink, payload, n);
	return NULL;
}

static const char *got_started(struct exec *x, const struct wire_started *s)
{
	x->started = true;
	input_open(x->input, s->stdin_window);
	x->hooks.started(x->hooks.arg, s);
	channel_wake(x->channel);
	return NULL;
}

static const char *got_exit(struct exec *x, const struct wire_exit *end)
{
	struct wire_exit here = *end;

	if (!wire_exit_here(&here) || (end->end <= WIRE_SIGNALLED_END) != x->started)
		return "an impossible end of the command";
	x->end = here;
	input_close(x->input);
	check_end(x);
	return NULL;
}

static const char *got_words(struct exec *x, unsigned type, const uint64_t *words)
{
	switch (type) {
	case WIRE_STARTED:
		return x->started ? "a message out of turn" : got_started(x, (const void *)words);
	case WIRE_EXIT:
		return got_exit(x, (const void *)words);
	default: /* WIRE_STDIN_CREDIT */
		return input_open(x->input, words[0]);
	}
}

const char *exec_frame(struct exec *x, const struct wire_header *h, const uint8_t *payload,
		       bool newer)
{
	static const struct {
		unsigned type;
		size_t size;
	} sizes[] = {
		{WIRE_STARTED, sizeof(struct wire_started)},
		{WIRE_EXIT, sizeof(struct wire_exit)},
		{WIRE_STDIN_CREDIT, sizeof(struct wire_credit)},
	};
	uint64_t words[sizeof(struct wire_started) / 8];

	if (h->stream != stream_of(x) || !x->asked || x->strings.len || x->end.end)
		return "a message on a stream that is not open";
	if (!x->started && h->type != WIRE_STARTED && h->type != WIRE_EXIT)
		return "a message out of turn";
	if (h->type == WIRE_STDOUT || h->type == WIRE_STDERR)
		return got_output(h->type == WIRE_STDOUT ? &x->out : &x->err, payload, h->length);
	if (h->type == WIRE_STDIN_CLOSED) {
		input_close(x->input);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (sizes[i].type != h->type)
			continue;
		if (!wire_decode(payload, h->length, newer, words, sizes[i].size))
			return "a message of a wrong length";
		return got_words(x, h->type, words);
	}
	return newer ? NULL : "a message of an unknown type";
}

bool exec_signal(struct exec *x, int signo)
{
	if (!x->started || x->end.end)
		return false;
	x->signo = signo;
	channel_wake(x->channel);
	return true;
}

void exec_winsize(struct exec *x, unsigned rows, unsigned cols)
{
	if (!rows || !cols || rows > UINT16_MAX || cols > UINT16_MAX)
		return;
	x->size = (struct wire_winsize){rows, cols};
	channel_wake(x->channel);
}

const struct wire_exit *exec_end(const struct exec *x)
{
	return x->end.end ? &x->end : NULL;
}

void exec_free(struct exec *x)
{
	if (!x)
		return;
	input_free(x->input);
	sink_free(x->out.sink);
	sink_free(x->err.sink);
	sb_free(&x->strings);
	free(x);
}
