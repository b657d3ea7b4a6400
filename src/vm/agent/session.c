/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/session.h"

#define AT_ONCE 1 /* wire/wire.h: EXEC comes again only after EXIT */

struct session {
	struct session_hooks hooks;
	struct channel *channel; /* NULL: the agent is not ready */
	struct job *jobs, **last;
	unsigned stream; /* of the job that started last; each is greater than those before */
};

struct session *session_new(const struct session_hooks *hooks)
{
	struct session *s = xcalloc(1, sizeof(*s));

	s->hooks = *hooks;
	s->last = &s->jobs;
	return s;
}

/* Starts the jobs whose turn it is. Returns whether any job runs or waits. */
static bool go_on(struct session *s)
{
	unsigned running = 0;
	bool waiting = false;

	for (struct job *j = s->jobs; j; j = j->next)
		running += job_runs(j);
	for (struct job *j = s->jobs; j; j = j->next) {
		if (j->state != JOB_QUEUED)
			continue;
		if (s->channel && running < AT_ONCE) {
			running++;
			job_start(j, s->channel, ++s->stream);
		} else {
			waiting = true;
		}
	}
	return running || waiting;
}

static void on_over(void *arg, struct job *j)
{
	struct session *s = arg;

	if (j->failed && j->needed)
		session_drop(s);
	if (!go_on(s))
		s->hooks.idle(s->hooks.arg);
}

void session_add(struct session *s, struct job *j)
{
	j->over = on_over;
	j->arg = s;
	*s->last = j;
	s->last = &j->next;
	go_on(s);
}

void session_begin(struct session *s, struct channel *c)
{
	s->channel = c;
	go_on(s);
}

void session_drop(struct session *s)
{
	for (struct job *j = s->jobs; j; j = j->next)
		if (j->state == JOB_QUEUED)
			j->state = JOB_DROPPED;
}

const char *session_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			  bool newer)
{
	const struct session *s = arg;

	for (struct job *j = s->jobs; j; j = j->next)
		if (job_runs(j) && j->stream == h->stream)
			return job_frame(j, h, payload, newer);
	return newer ? NULL : "a message on a stream that is not open";
}

bool session_room(void *arg)
{
	const struct session *s = arg;
	bool more = false;

	for (struct job *j = s->jobs; j; j = j->next)
		more |= job_room(j);
	return more;
}

void session_free(struct session *s)
{
	if (!s)
		return;
	while (s->jobs) {
		struct job *j = s->jobs;

		s->jobs = j->next;
		job_free(j);
	}
	free(s);
}
