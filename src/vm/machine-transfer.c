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

	m->transfers[m->transfer_at].over = true;
	m->transfers[m->transfer_at].failure = why ? xstrdup(why) : NULL;
	m->transfer_failed |= why != NULL;
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

	m->transfer = transfer_new(m->channel, stream_of(m), current(m), &hooks);
	channel_wake(m->channel);
}

/* The command's turn, or the end. */
static void all_done(struct machine *m, bool pull)
{
	if (pull)
		deadlines_end(&m->deadlines);
	if (!pull && !m->transfer_failed)
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
	    (pull || !m->transfer_failed))
		start(m);
	else
		all_done(m, pull);
}

void machine_end_transfers(struct machine *m)
{
	transfer_free(m->transfer);
	for (size_t i = 0; i < m->io->n_transfers && m->transfers; i++)
		free((void *)m->transfers[i].failure);
	free(m->transfers);
}
