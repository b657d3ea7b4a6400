/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes into the guest before the command, and comes out of it afterwards: one by one. */
#include "vm/machine-state.h"

#define NOTES 20 /* of what was left out: a guest can name things for ever */

static const struct transfer_spec *current(const struct machine *m)
{
	return &m->io->transfers[m->transfer_at];
}

unsigned machine_command_stream(const struct machine *m)
{
	unsigned stream = 1;

	for (size_t i = 0; i < m->io->n_transfers; i++)
		stream += !m->io->transfers[i].pull;
	return stream;
}

static char *failure_text(const struct machine *m, const char *why)
{
	const struct transfer_spec *s = current(m);

	return xasprintf("cannot %s '%s': %s", s->pull ? "pull" : "push",
			 s->pull ? s->guest : s->host, why);
}

/* The first one is the run's; the others are told, too. */
static void failed(struct machine *m, const char *why)
{
	_cleanup_free_ char *text = failure_text(m, why);

	if (!m->transfer_failure)
		m->transfer_failure = xstrdup(text);
	strv_take(&m->out->notes, TAKE_PTR(text));
}

static void on_skipped(void *arg, const char *path)
{
	struct machine *m = arg;

	if (m->out->notes.n == NOTES)
		strv_add(&m->out->notes, "more was left out");
	if (m->out->notes.n >= NOTES)
		return;
	strv_addf(&m->out->notes, "'%s' is not %s: it is neither a file, a folder nor a link", path,
		  current(m)->pull ? "pulled" : "pushed");
}

static void on_ended(void *arg, const char *why)
{
	struct machine *m = arg;

	if (why)
		failed(m, why);
	m->transfer_done = true;
	/* the one that ended is still at work */
	m->transfer_next = loop_add_timer(m->loop, 0, machine_transfer_next, m);
}

/* They are counted from 1, with the command's between pushes and pulls. */
static unsigned stream_of(const struct machine *m)
{
	return (unsigned)m->transfer_at + (current(m)->pull ? 2 : 1);
}

static void start(struct machine *m)
{
	const struct transfer_hooks hooks = {on_ended, on_skipped, m};

	m->transfer_done = false;
	m->transfer = transfer_new(m->channel, stream_of(m), current(m), &hooks);
	channel_wake(m->channel);
}

/* The command's turn, or the end. */
static void all_done(struct machine *m, bool pull)
{
	if (pull)
		deadlines_end(&m->deadlines);
	if (!pull && !m->transfer_failure)
		exec_ready(m->exec);
	else if (!m->settling && !m->stop.begun)
		stop_begin(&m->stop);
}

void machine_transfer_next(void *arg)
{
	struct machine *m = arg;
	const bool pull = exec_end(m->exec);

	m->transfer_next = NULL;
	if (m->transfer) {
		transfer_free(TAKE_PTR(m->transfer));
		m->transfer_at++;
	}
	if (m->settling || m->stop.begun)
		return;
	if (m->transfer_at < m->io->n_transfers && current(m)->pull == pull &&
	    (pull || !m->transfer_failure))
		start(m);
	else
		all_done(m, pull);
}

/* What an end of the guest cut off. */
static void tell_cut_off(struct machine *m)
{
	if (m->transfer_done)
		m->transfer_at++;
	if (m->transfer_failure && !exec_end(m->exec))
		return; /* a push that failed: there was no command to pull after */
	for (; m->transfer_at < m->io->n_transfers; m->transfer_at++)
		if (current(m)->pull)
			failed(m, "the guest ended first");
}

void machine_judge_transfers(struct machine *m, enum outcome_word guest)
{
	struct outcome *o = m->out;
	const bool pushing = m->exec && !exec_end(m->exec);

	if (!m->exec || m->signo)
		return;
	tell_cut_off(m);
	if (!m->transfer_failure || guest != OUTCOME_PASS || m->deadlines.which)
		return;
	if (o->word != OUTCOME_PASS && !(pushing && o->word == OUTCOME_VANISHED && m->bye))
		return;
	o->word = OUTCOME_HOST_ERROR;
	o->status = 128;
	str_set(&o->title, m->transfer_failure);
	str_set(&o->tail, NULL);
}

void machine_end_transfers(struct machine *m)
{
	transfer_free(m->transfer);
	free(m->transfer_failure);
}
