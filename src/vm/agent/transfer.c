/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/transfer.h"

#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/strbuf.h"
#include "wire/numbers.h"
#include "wire/pack.h"
#include "wire/unpack.h"

#define WINDOW	  (512 * 1024)
#define ERR_BYTES 1024 /* of the agent's stderr */
#define HOST_MASK 0777 /* no file of the guest's is setuid here */

struct transfer {
	struct channel *channel;
	const struct transfer_spec *spec;
	struct transfer_hooks hooks;
	unsigned stream;
	bool asked, started, ended, told, input_ended;
	bool input_closed; /* the guest takes no more */
	uint64_t in_window, out_window, out_done, err_window;
	struct strbuf strings;
	char *failure;
	struct packer packer;
	struct unpacker unpacker;
	size_t have; /* of a record that is received or to be sent */
	uint8_t record[FILES_RECORD];
};

/* A path of the guest's, without what a terminal would take as a command. Caller's. */
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

static void add_string(struct transfer *t, const char *s)
{
	sb_addn(&t->strings, s, strlen(s) + 1);
}

static void say_exec(struct transfer *t)
{
	const struct transfer_spec *spec = t->spec;
	struct wire_exec w = {
		.argc = spec->pull ? 2 : 3,
		.flags = WIRE_EXEC_FILES,
		.stdout_window = WINDOW,
		.stderr_window = ERR_BYTES,
	};

	add_string(t, "");
	add_string(t, spec->pull ? WIRE_GIVE : WIRE_TAKE);
	add_string(t, spec->guest);
	if (!spec->pull)
		add_string(t, path_basename(spec->host));
	w.strings = t->strings.len;
	channel_say(t->channel, WIRE_EXEC, t->stream, &w, sizeof(w));
	channel_send(t->channel, WIRE_STRINGS, t->stream, t->strings.buf, t->strings.len);
	t->asked = true;
}

static void say_credit(struct transfer *t)
{
	const struct wire_credit credit = {t->out_done};

	if (t->out_done < WINDOW / 4)
		return;
	t->out_window += t->out_done;
	t->out_done = 0;
	channel_say(t->channel, WIRE_STDOUT_CREDIT, t->stream, &credit, sizeof(credit));
}

/* What the guest shall not hear is for the user. */
static void next_record(struct transfer *t)
{
	struct files_record r;

	while (!t->have && (t->have = pack_next(&t->packer, t->record))) {
		BUG_ON(!files_get(t->record, &r));
		if (r.kind == FILES_FAILED)
			fail(t, "", r.payload, r.length, (int)r.value);
		if (r.kind != FILES_SKIPPED && r.kind != FILES_FAILED)
			return;
		if (r.kind == FILES_SKIPPED) {
			_cleanup_free_ char *path = shown(r.payload, r.length);

			t->hooks.skipped(t->hooks.arg, path);
		}
		t->have = 0;
	}
}

/* True: there is more, and room for it. */
static bool say_input(struct transfer *t)
{
	if (!t->started || t->input_ended || t->input_closed || t->ended)
		return false;
	if (!t->spec->pull)
		next_record(t);
	if (t->have > t->in_window)
		return false;
	channel_send(t->channel, WIRE_STDIN, t->stream, t->record, t->have);
	t->in_window -= t->have;
	t->input_ended = !t->have;
	t->have = 0;
	return !t->input_ended;
}

/* The command of a pull reads nothing, and what it gives is put together in 'record'. */
bool transfer_room(struct transfer *t)
{
	if (t->ended)
		return false;
	if (!t->asked)
		say_exec(t);
	say_credit(t);
	return !t->spec->pull && say_input(t);
}

struct transfer *transfer_new(struct channel *c, unsigned stream, const struct transfer_spec *spec,
			      const struct transfer_hooks *hooks)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->channel = c;
	t->stream = stream;
	t->spec = spec;
	t->hooks = *hooks;
	t->out_window = WINDOW;
	t->err_window = ERR_BYTES;
	t->unpacker.file = t->unpacker.level[0] = -1;
	pack_begin(&t->packer, spec->host);
	return t;
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
	_cleanup_free_ char *path = NULL;

	switch (r->kind) {
	case FILES_FAILED:
		fail(t, " in the guest", r->payload, r->length, (int)r->value);
		return NULL;
	case FILES_SKIPPED:
		path = shown(r->payload, r->length);
		t->hooks.skipped(t->hooks.arg, path);
		return NULL;
	default:
		return t->spec->pull ? unpack(t, r) : "a record out of turn";
	}
}

/* After a failure the rest is dropped, until the guest ends. */
static const char *got_output(struct transfer *t, const uint8_t *p, size_t n)
{
	if (n > t->out_window)
		return "more output than it may";
	t->out_window -= n;
	t->out_done += n;
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
	if (t->out_done >= WINDOW / 4)
		channel_wake(t->channel);
	return NULL;
}

static const char *got_exit(struct transfer *t, const struct wire_exit *end)
{
	struct wire_exit here = *end;

	if (!wire_exit_here(&here) || (end->end <= WIRE_SIGNALLED_END) != t->started)
		return "an impossible end of the command";
	t->ended = true;
	if (!t->started && !t->failure)
		t->failure = xasprintf("the agent cannot start it: %s", strerror((int)here.value));
	else if ((end->end != WIRE_EXITED || end->value || (t->spec->pull && !t->unpacker.ended)) &&
		 !t->failure)
		t->failure = xstrdup("the agent stopped half-way");
	if (t->spec->pull)
		unpack_end(&t->unpacker);
	t->hooks.ended(t->hooks.arg, t->failure);
	return NULL;
}

static const char *got_words(struct transfer *t, unsigned type, const uint64_t *words)
{
	if (type == WIRE_EXIT)
		return got_exit(t, (const void *)words);
	if (type == WIRE_STARTED && t->started)
		return "a message out of turn";
	if (type == WIRE_STARTED)
		words += offsetof(struct wire_started, stdin_window) / sizeof(*words);
	t->started = true;
	if (*words > UINT64_MAX - t->in_window)
		return "a window that is too wide";
	t->in_window += *words;
	channel_wake(t->channel);
	return NULL;
}

const char *transfer_frame(struct transfer *t, const struct wire_header *h, const uint8_t *payload,
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

	if (h->stream != t->stream || !t->asked || t->ended)
		return "a message on a stream that is not open";
	if (!t->started && h->type != WIRE_STARTED && h->type != WIRE_EXIT)
		return "a message out of turn";
	if (h->type == WIRE_STDOUT)
		return got_output(t, payload, h->length);
	if (h->type == WIRE_STDERR && h->length > t->err_window)
		return "more output than it may";
	if (h->type == WIRE_STDERR)
		t->err_window -= h->length;
	if (h->type == WIRE_STDIN_CLOSED)
		t->input_closed = true;
	if (h->type == WIRE_STDERR || h->type == WIRE_STDIN_CLOSED)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (sizes[i].type != h->type)
			continue;
		if (!wire_decode(payload, h->length, newer, words, sizes[i].size))
			return "a message of a wrong length";
		return got_words(t, h->type, words);
	}
	return newer ? NULL : "a message of an unknown type";
}

void transfer_free(struct transfer *t)
{
	if (!t)
		return;
	pack_end(&t->packer);
	unpack_end(&t->unpacker);
	sb_free(&t->strings);
	free(t->failure);
	free(t);
}
