/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/job.h"

#include "wire/numbers.h"

#define CHUNK (16 * 1024)
/*
 * Credit is given for a quarter of the window at a time: that takes few messages, and the guest
 * need not wait.
 */
#define CREDIT_PART 4

void job_add_string(struct job *j, const char *s)
{
	sb_addn(&j->strings, s, strlen(s) + 1);
}

void job_exec(struct job *j, struct wire_exec *w, uint64_t stdout_window, uint64_t stderr_window)
{
	j->out[JOB_STDOUT] = (struct job_window){.size = stdout_window, .open = stdout_window};
	j->out[JOB_STDERR] = (struct job_window){.size = stderr_window, .open = stderr_window};
	w->stdout_window = stdout_window;
	w->stderr_window = stderr_window;
	w->strings = j->strings.len;
	channel_say(j->channel, WIRE_EXEC, j->stream, w, sizeof(*w));
	j->state = JOB_ASKED;
}

static void say_strings(struct job *j)
{
	const size_t n = j->strings.len < CHUNK ? j->strings.len : CHUNK;

	if (!n)
		return;
	channel_send(j->channel, WIRE_STRINGS, j->stream, j->strings.buf, n);
	sb_consume(&j->strings, n);
}

static bool deserves_credit(const struct job_window *w)
{
	return !w->ended && w->taken && w->taken >= w->size / CREDIT_PART;
}

static void say_credits(struct job *j)
{
	static const unsigned types[] = {WIRE_STDOUT_CREDIT, WIRE_STDERR_CREDIT};

	for (size_t i = 0; i < JOB_OUTPUTS; i++) {
		struct job_window *w = &j->out[i];
		const struct wire_credit credit = {w->taken};

		if (!deserves_credit(w))
			continue;
		w->open += w->taken;
		w->taken = 0;
		channel_say(j->channel, types[i], j->stream, &credit, sizeof(credit));
	}
}

void job_taken(struct job *j, unsigned which, size_t n)
{
	j->out[which].taken += n;
	if (deserves_credit(&j->out[which]))
		job_wake(j);
}

void job_wake(struct job *j)
{
	if (job_runs(j))
		channel_wake(j->channel);
}

void job_over(struct job *j)
{
	j->state = JOB_OVER;
	j->over(j->arg, j);
}

void job_start(struct job *j, struct channel *c, unsigned stream)
{
	j->channel = c;
	j->stream = stream;
	j->state = JOB_TURN;
	channel_wake(c);
}

bool job_room(struct job *j)
{
	bool more;

	if (j->state < JOB_TURN || j->state >= JOB_ENDED)
		return false;
	if (j->state == JOB_TURN)
		j->type->ask(j);
	say_strings(j);
	say_credits(j);
	more = j->type->room(j);
	return more || j->strings.len;
}

static const char *got_output(struct job *j, unsigned which, const uint8_t *p, size_t n)
{
	struct job_window *w = &j->out[which];

	if (w->ended)
		return "output after its end";
	if (n > w->open)
		return "more output than it may";
	w->ended = !n;
	w->open -= n;
	return j->type->output(j, which, p, n);
}

static const char *got_started(struct job *j, const struct wire_started *s)
{
	const char *why;

	j->state = JOB_STARTED;
	j->type->started(j, s);
	why = j->type->credit(j, s->stdin_window);
	job_wake(j);
	return why;
}

static const char *got_credit(struct job *j, const struct wire_credit *credit)
{
	const char *why = j->type->credit(j, credit->bytes);

	job_wake(j);
	return why;
}

static const char *got_exit(struct job *j, const struct wire_exit *end)
{
	const bool ran = end->end == WIRE_EXITED || end->end == WIRE_SIGNALLED_END;
	struct wire_exit here = *end;

	if (!wire_exit_here(&here) || ran != (j->state == JOB_STARTED))
		return "an impossible end of the command";
	j->end = here;
	j->state = JOB_ENDED;
	j->type->ended(j);
	return NULL;
}

static const char *got_words(struct job *j, unsigned type, const void *words)
{
	if (type == WIRE_EXIT)
		return got_exit(j, words);
	if (type == WIRE_STDIN_CREDIT)
		return got_credit(j, words);
	return j->state == JOB_STARTED ? "a message out of turn" : got_started(j, words);
}

const char *job_frame(struct job *j, const struct wire_header *h, const uint8_t *payload,
		      bool newer)
{
	static const struct {
		unsigned type;
		size_t size;
	} messages[] = {
		{WIRE_STARTED, sizeof(struct wire_started)},
		{WIRE_EXIT, sizeof(struct wire_exit)},
		{WIRE_STDIN_CREDIT, sizeof(struct wire_credit)},
	};
	uint64_t words[sizeof(struct wire_started) / 8]; /* the longest */

	if (j->state < JOB_ASKED || j->state >= JOB_ENDED || j->strings.len)
		return "a message on a stream that is not open";
	if (j->state == JOB_ASKED && h->type != WIRE_STARTED && h->type != WIRE_EXIT)
		return "a message out of turn";
	if (h->type == WIRE_STDOUT || h->type == WIRE_STDERR)
		return got_output(j, h->type == WIRE_STDOUT ? JOB_STDOUT : JOB_STDERR, payload,
				  h->length);
	if (h->type == WIRE_STDIN_CLOSED) {
		j->type->input_closed(j);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		if (messages[i].type != h->type)
			continue;
		if (!wire_decode(payload, h->length, newer, words, messages[i].size))
			return "a message of a wrong length";
		return got_words(j, h->type, words);
	}
	return newer ? NULL : "a message of an unknown type";
}

void job_free(struct job *j)
{
	sb_free(&j->strings);
	j->type->free(j);
}
