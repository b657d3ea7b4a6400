/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/watch.h"

#include "verdict/crash.h"
#include "verdict/root.h"

/*
 * Time, after an oops, for the rest of the report and for what follows from it. A panic needs less,
 * since it ends the guest.
 */
#define LAST_WORDS_NS (3 * NS_PER_SEC)
#define WATCH_NS      (1 * NS_PER_SEC)
#define WATCH_LINES   200

static void on_last_words(void *arg)
{
	struct watch *w = arg;

	w->last_words = NULL;
	if (w->asked && channel_heard(w->channel) > w->asked)
		w->asked = 0; /* the agent lives: the console's text was not the kernel's */
	else
		w->lost(w->arg);
}

void watch_kmsg(struct watch *w, const char *lines, size_t n)
{
	if (!records_add(w->records, lines, n) || !w->begun)
		return;
	w->asked = 0;
	if (!w->last_words)
		w->last_words = loop_add_timer(w->loop, LAST_WORDS_NS, on_last_words, w);
}

static bool console_shows_trouble(const struct watch *w)
{
	_cleanup_free_ char *tail = console_tail(w->console, WATCH_LINES);
	struct crash_source s = {.console = tail};
	struct crash c = {0};
	bool trouble;

	/* another init may run on half a root, without the agent */
	if (root_failure_shown(tail))
		return true;
	s.records = records_all(w->records, &s.n_records);
	trouble = crash_find(&s, &c) && c.rule->weight >= CRASH_REPORTS;
	crash_free(&c);
	return trouble;
}

static void on_timer(void *arg)
{
	struct watch *w = arg;
	const uint64_t last = console_marks(w->console)->last_byte;

	w->timer = loop_add_timer(w->loop, WATCH_NS, on_timer, w);
	if (last == w->watched || w->last_words)
		return;
	w->watched = last;
	if (!console_shows_trouble(w))
		return;
	w->asked = now_ns();
	channel_ping(w->channel);
	w->last_words = loop_add_timer(w->loop, LAST_WORDS_NS, on_last_words, w);
}

void watch_begin(struct watch *w)
{
	w->begun = true;
	w->timer = loop_add_timer(w->loop, WATCH_NS, on_timer, w);
}

void watch_stop(struct watch *w)
{
	w->begun = false;
	loop_remove_timer(w->loop, TAKE_PTR(w->timer));
	loop_remove_timer(w->loop, TAKE_PTR(w->last_words));
}

void watch_end(struct watch *w)
{
	watch_stop(w);
	records_free(TAKE_PTR(w->records));
}
