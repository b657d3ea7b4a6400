/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guest's kernel says while it runs. */
#include "base/file/fs.h"
#include "verdict/crash.h"
#include "vm/machine-state.h"

/* After an oops: for the rest of the report, and what follows from it. A panic needs less: it ends the guest. */
#define LAST_WORDS_NS (3 * NS_PER_SEC)
#define WATCH_NS      (1 * NS_PER_SEC)
#define WATCH_LINES   200

void machine_open_records(struct machine *m)
{
	_cleanup_free_ char *log = path_join(m->io->rundir, "kmsg.log");

	m->records = records_new(log);
}

/* What only the console tells counts when the agent does not answer any more. */
static void on_last_words(void *arg)
{
	struct machine *m = arg;

	m->last_words = NULL;
	if (m->asked && m->deadlines.alive > m->asked)
		m->asked = 0;
	else if (!m->settling && !m->stop.begun)
		stop_begin(&m->stop);
}

/* Nothing that a command says after an oops can be believed; a shell stays, somebody is looking at it. */
void machine_kmsg(void *arg, const char *lines, size_t n)
{
	struct machine *m = arg;

	deadlines_alive(&m->deadlines);
	if (!records_add(m->records, lines, n) || !m->exec)
		return;
	m->asked = 0;
	if (!m->last_words)
		m->last_words = loop_add_timer(m->loop, LAST_WORDS_NS, on_last_words, m);
}

static bool console_tells_of_trouble(const struct machine *m)
{
	_cleanup_free_ char *tail = console_tail(m->console, WATCH_LINES);
	struct crash_source s = {.console = tail};
	struct crash c = {0};
	bool trouble;

	s.records = records_all(m->records, &s.n_records);
	trouble = crash_find(&s, &c) && c.rule->weight >= CRASH_REPORTS;
	crash_free(&c);
	return trouble;
}

/*
 * A task that dies in the kernel may take a lock with it that the agent needs, and one that loops leaves it no CPU: then the console
 * is all there is. Whether the agent still speaks is found out by asking it.
 */
static void on_watch(void *arg)
{
	struct machine *m = arg;
	uint64_t last = console_marks(m->console)->last_byte;

	m->watch = loop_add_timer(m->loop, WATCH_NS, on_watch, m);
	if (last == m->watched || m->last_words)
		return;
	m->watched = last;
	if (!console_tells_of_trouble(m))
		return;
	m->asked = now_ns();
	channel_ping(m->channel);
	m->last_words = loop_add_timer(m->loop, LAST_WORDS_NS, on_last_words, m);
}

void machine_watch_console(struct machine *m)
{
	m->watch = loop_add_timer(m->loop, WATCH_NS, on_watch, m);
}

void machine_taint(void *arg, const struct wire_taint *t)
{
	struct machine *m = arg;
	struct outcome_taint *taint = &m->out->taint;

	if (!taint->known)
		taint->start = t->flags;
	taint->known = true;
	taint->end = t->flags;
}
