/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/where.h"

#include <ctype.h>

#define WAIT_NS (2 * NS_PER_SEC) /* a QEMU that answers does so in milliseconds */

size_t where_parse(const char *text, const char *pc, uint64_t *out, size_t most)
{
	const size_t len = strlen(pc);
	size_t n = 0;

	for (const char *at = text; n < most && (at = strstr(at, pc)); at += len) {
		const char *value = at + len;
		char *end;

		/* part of another name, or of a value */
		if (at > text && !isspace((unsigned char)at[-1]))
			continue;
		value += strspn(value, " ");
		if (*value++ != '=')
			continue;
		value += strspn(value, " ");
		if (!isxdigit((unsigned char)*value))
			continue;
		out[n] = strtoull(value, &end, 16);
		n += end > value;
	}
	return n;
}

static void finish(struct where *w)
{
	void (*done)(void *arg) = w->done;

	loop_remove_timer(w->loop, TAKE_PTR(w->timer));
	w->done = NULL;
	if (done)
		done(w->arg);
}

static void on_reply(void *arg, const struct json *result, const char *error)
{
	struct where *w = arg;
	const char *text = result ? json_text(result) : NULL;

	if (!w->done)
		return;
	if (text)
		w->n = where_parse(text, w->pc, w->pcs, WHERE_CPUS);
	finish(w);
}

static void on_timer(void *arg)
{
	struct where *w = arg;

	w->timer = NULL;
	finish(w);
}

void where_ask(struct where *w)
{
	struct json *args;

	if (w->asked)
		return;
	w->asked = true;
	if (!w->pc || qmp_state(w->qmp) != QMP_READY) {
		finish(w);
		return;
	}
	args = json_object();
	json_put(args, "command-line", json_string("info registers -a"));
	w->timer = loop_add_timer(w->loop, WAIT_NS, on_timer, w);
	qmp_call(w->qmp, "human-monitor-command", args, on_reply, w);
}

void where_end(struct where *w)
{
	if (w->loop)
		loop_remove_timer(w->loop, TAKE_PTR(w->timer));
	w->done = NULL;
}
