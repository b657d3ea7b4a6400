/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/transfer.h"

#include <sys/stat.h>

#include "base/file/path.h"
#include "wire/pack.h"
#include "wire/unpack.h"

#define WINDOW	  (512 * 1024)
#define ERR_BYTES 1024 /* of the agent's stderr, which nobody reads */
#define HOST_MASK 0777 /* no file that comes from the guest is setuid here */

struct transfer {
	struct job job;
	const struct transfer_spec *spec;
	void (*skipped)(void *arg, bool pull, const char *path);
	void *arg;
	bool input_ended;   /* the guest was told so */
	bool input_refused; /* the guest accepts no more */
	uint64_t window;    /* of the guest's stdin */
	char *failure;
	struct packer packer;
	struct unpacker unpacker;
	size_t have; /* bytes in 'record', which is being received or sent */
	uint8_t record[FILES_RECORD];
};

static struct transfer *of(struct job *j)
{
	return (struct transfer *)j; /* its first member */
}

/* A path that the guest sent, without control characters. Caller's. */
static char *shown(const uint8_t *path, size_t n)
{
	char *s = xstrndup((const char *)path, n);

	for (char *at = s; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 127)
			*at = '?';
	return s;
}

static void fail(struct transfer *t, const char *where, const uint8_t *path, size_t n, int errnum)
{
	_cleanup_free_ char *name = shown(path, n);

	if (!t->failure)
		t->failure = xasprintf("'%s'%s: %s", name, where, strerror(errnum));
}

static void skip(struct transfer *t, const struct files_record *r)
{
	_cleanup_free_ char *path = shown(r->payload, r->length);

	t->skipped(t->arg, t->spec->pull, path);
}

static void ask(struct job *j)
{
	const struct transfer_spec *spec = of(j)->spec;
	struct wire_exec w = {.argc = spec->pull ? 2 : 3, .flags = WIRE_EXEC_FILES};

	job_add_string(j, "");
	job_add_string(j, spec->pull ? WIRE_GIVE : WIRE_TAKE);
	job_add_string(j, spec->guest);
	if (!spec->pull)
		job_add_string(j, path_basename(spec->host));
	job_exec(j, &w, WINDOW, ERR_BYTES);
}

/* Records about what cannot be sent are for the user, not for the guest. */
static void next_record(struct transfer *t)
{
	struct files_record r;

	while (!t->have && (t->have = pack_next(&t->packer, t->record))) {
		BUG_ON(!files_get(t->record, &r));
		if (r.kind == FILES_FAILED)
			fail(t, "", r.payload, r.length, (int)r.value);
		else if (r.kind == FILES_SKIPPED)
			skip(t, &r);
		else
			return;
		t->have = 0;
	}
}

/* The agent reads nothing during a pull. */
static bool room(struct job *j)
{
	struct transfer *t = of(j);

	if (t->spec->pull || j->state != JOB_STARTED || t->input_ended || t->input_refused)
		return false;
	next_record(t);
	if (t->have > t->window)
		return false;
	channel_send(j->channel, WIRE_STDIN, j->stream, t->record, t->have);
	t->window -= t->have;
	t->input_ended = !t->have;
	t->have = 0;
	return !t->input_ended;
}

static void started(struct job *j, const struct wire_started *s)
{
}

static const char *credit(struct job *j, uint64_t bytes)
{
	struct transfer *t = of(j);

	if (bytes > UINT64_MAX - t->window)
		return "a window that is too wide";
	t->window += bytes;
	return NULL;
}

static void input_closed(struct job *j)
{
	of(j)->input_refused = true;
}

static const char *unpack(struct transfer *t, const struct files_record *r)
{
	struct unpacker *u = &t->unpacker;
	const char *why;

	if (!u->begun && u->level[0] < 0 &&
	    unpack_begin(u, t->spec->host, path_basename(t->spec->guest), HOST_MASK)) {
		fail(t, "", (const uint8_t *)u->path, strlen(u->path), u->errnum);
		return NULL;
	}
	why = unpack_record(u, r);
	if (why && !*why)
		fail(t, "", (const uint8_t *)u->path, strlen(u->path), u->errnum);
	return why && *why ? why : NULL;
}

static const char *got_record(struct transfer *t, const struct files_record *r)
{
	switch (r->kind) {
	case FILES_FAILED:
		fail(t, " in the guest", r->payload, r->length, (int)r->value);
		return NULL;
	case FILES_SKIPPED:
		skip(t, r);
		return NULL;
	default:
		return t->spec->pull ? unpack(t, r) : "a record out of turn";
	}
}

/* Puts records together. After a failure, drops the rest until the agent ends. */
static const char *output(struct job *j, unsigned which, const uint8_t *p, size_t n)
{
	struct transfer *t = of(j);

	if (which == JOB_STDERR)
		return NULL;
	job_taken(j, which, n);
	for (size_t some; n && !t->failure; p += some, n -= some) {
		struct files_record r = {.length = 0};
		size_t want = FILES_HEADER;
		const char *why;

		if (t->have >= FILES_HEADER && !files_get(t->record, &r))
			return "a malformed record";
		want += r.length;
		some = want - t->have < n ? want - t->have : n;
		memcpy(t->record + t->have, p, some);
		t->have += some;
		if (t->have == FILES_HEADER && !files_get(t->record, &r))
			return "a malformed record";
		if (t->have < FILES_HEADER + r.length || t->have < want)
			continue;
		t->have = 0;
		why = got_record(t, &r);
		if (why)
			return why;
	}
	return NULL;
}

/* Why the agent's program failed, or NULL. Caller's. */
static char *bad_end(const struct transfer *t)
{
	const struct wire_exit *end = &t->job.end;

	if (end->end != WIRE_EXITED && end->end != WIRE_SIGNALLED_END)
		return xasprintf("the agent cannot start it: %s", strerror((int)end->value));
	if (end->end != WIRE_EXITED || end->value || (t->spec->pull && !t->unpacker.ended))
		return xstrdup("the agent stopped half-way");
	return NULL;
}

static void ended(struct job *j)
{
	struct transfer *t = of(j);

	if (!t->failure)
		t->failure = bad_end(t);
	pack_end(&t->packer);
	unpack_end(&t->unpacker);
	j->failed = t->failure;
	job_over(j);
}

static void transfer_free(struct job *j)
{
	struct transfer *t = of(j);

	pack_end(&t->packer);
	unpack_end(&t->unpacker);
	free(t->failure);
	free(t);
}

struct transfer *transfer_new(const struct transfer_spec *spec,
			      void (*skipped)(void *arg, bool pull, const char *path), void *arg)
{
	static const struct job_type type = {
		.ask = ask,
		.room = room,
		.started = started,
		.output = output,
		.credit = credit,
		.input_closed = input_closed,
		.ended = ended,
		.free = transfer_free,
	};
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->job.type = &type;
	t->spec = spec;
	t->skipped = skipped;
	t->arg = arg;
	t->unpacker.file = t->unpacker.level[0] = -1;
	pack_begin(&t->packer, spec->host);
	return t;
}

struct job *transfer_job(struct transfer *t)
{
	return &t->job;
}

const char *transfer_failure(const struct transfer *t)
{
	return t->failure;
}
