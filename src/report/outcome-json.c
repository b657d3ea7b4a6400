/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/outcome-json.h"

#include <inttypes.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc.h"
#include "verdict/taint.h"

#define FIGURE_MAX (INT64_C(1) << 56) /* ns and bytes: sums stay far from any limit */

/* 0: not known. */
static struct json *number(uint64_t v)
{
	return v ? json_int((int64_t)v) : json_null();
}

static struct json *command_json(const struct outcome_command *c, char *const *argv)
{
	static const char *const ends[] = {
		[OUTCOME_EXITED] = "exited",
		[OUTCOME_SIGNALLED] = "signalled",
		[OUTCOME_NOT_RUN] = "not-run",
	};
	struct json *j, *words = json_array();

	for (; *argv; argv++)
		json_append(words, json_string(*argv));
	j = json_object();
	json_put(j, "argv", words);
	json_put(j, "end", json_string(ends[c->end]));
	json_put(j, "status", c->end == OUTCOME_EXITED ? json_int(c->value) : json_null());
	json_put(j, "signal",
		 c->end == OUTCOME_SIGNALLED ? json_string(signal_name(c->value)) : json_null());
	json_put(j, "error",
		 c->end == OUTCOME_NOT_RUN ? json_string(strerror(c->value)) : json_null());
	return j;
}

/* A figure of outcome.json: a uint64_t in one of outcome's structs. */
struct field {
	const char *key;
	size_t offset;
};

static const struct field times[] = {
	{"qemu", offsetof(struct outcome_times, qemu)},
	{"zero", offsetof(struct outcome_times, zero)},
	{"kernel", offsetof(struct outcome_times, kernel)},
	{"init", offsetof(struct outcome_times, init)},
	{"prompt", offsetof(struct outcome_times, prompt)},
	{"command", offsetof(struct outcome_times, command)},
	{"end", offsetof(struct outcome_times, end)},
};

static const struct field memory[] = {
	{"machine", offsetof(struct outcome_memory, machine)},
	{"total", offsetof(struct outcome_memory, total)},
	{"available", offsetof(struct outcome_memory, available)},
	{"kernel", offsetof(struct outcome_memory, kernel)},
	{"free", offsetof(struct outcome_memory, free)},
	{"slab", offsetof(struct outcome_memory, slab)},
	{"stacks", offsetof(struct outcome_memory, stacks)},
	{"tables", offsetof(struct outcome_memory, tables)},
	{"files", offsetof(struct outcome_memory, files)},
	{"processes", offsetof(struct outcome_memory, processes)},
};

static struct json *figures_json(const struct field *fields, size_t n, const void *from)
{
	struct json *j = json_object();

	for (size_t i = 0; i < n; i++)
		json_put(j, fields[i].key,
			 number(*(const uint64_t *)((const char *)from + fields[i].offset)));
	return j;
}

static void read_figures(const struct json *j, const struct field *fields, size_t n, void *to)
{
	for (size_t i = 0; i < n; i++) {
		const int64_t v = j ? json_get_int(j, fields[i].key, 0) : 0;

		*(uint64_t *)((char *)to + fields[i].offset) =
			v > 0 && v < FIGURE_MAX ? (uint64_t)v : 0;
	}
}

void outcome_json_read(const struct json *j, struct outcome_times *t, struct outcome_memory *m)
{
	*t = (struct outcome_times){0};
	*m = (struct outcome_memory){0};
	read_figures(json_get(j, "times_ns"), times, ARRAY_SIZE(times), t);
	read_figures(json_get(j, "memory_bytes"), memory, ARRAY_SIZE(memory), m);
}

static struct json *json_take(char *s)
{
	struct json *j = json_string(s);

	free(s);
	return j;
}

static struct json *place_json(const struct trace_place *p)
{
	struct json *j = json_object();

	json_put(j, "function", json_string(p->function));
	json_put(j, "file", json_string(p->file));
	json_put(j, "line", number((uint64_t)p->line));
	json_put(j, "changed", json_bool(p->changed));
	return j;
}

static struct json *frame_json(const struct trace_frame *f)
{
	struct json *j = json_object(), *places = json_array();

	for (size_t i = 0; i < f->n_places; i++)
		json_append(places, place_json(&f->places[i]));
	if (f->address)
		json_put(j, "address", json_take(xasprintf("0x%" PRIx64, f->address)));
	json_put(j, "function", json_string(f->function));
	json_put(j, "offset", json_int((int64_t)f->offset));
	json_put(j, "size", json_int((int64_t)f->size));
	json_put(j, "module", json_string(f->module));
	json_put(j, "places", places);
	return j;
}

static struct json *trace_json(const struct trace *t)
{
	struct json *j;

	if (!t || !t->n)
		return json_null();
	j = json_array();
	for (size_t i = 0; i < t->n; i++)
		json_append(j, frame_json(&t->frames[i]));
	return j;
}

static struct json *taint_json(const struct outcome_taint *t)
{
	_cleanup_strv_ struct strv words = {0};
	struct json *j, *added = json_array();

	taint_words(t->end & ~t->start, &words);
	strv_foreach(word, &words)
		json_append(added, json_string(word));
	if (!t->known) {
		json_free(added);
		return json_null();
	}
	j = json_object();
	json_put(j, "start", json_int((int64_t)t->start));
	json_put(j, "end", json_int((int64_t)t->end));
	json_put(j, "new", added);
	return j;
}

static void put_path(struct json *j, const char *key, const char *path)
{
	json_put(j, key, json_string(path && fs_exists(path) ? path : NULL));
}

static struct json *paths_json(const struct outcome *o, const struct outcome_run *r)
{
	_cleanup_free_ char *kmsg_log = r->rundir ? path_join(r->rundir, "kmsg.log") : NULL;
	_cleanup_free_ char *qemu_log = r->rundir ? path_join(r->rundir, "qemu.log") : NULL;
	struct json *j = json_object();

	put_path(j, "run", r->rundir);
	put_path(j, "console", o->console_log);
	put_path(j, "qemu", qemu_log);
	put_path(j, "kmsg", kmsg_log);
	put_path(j, "kernel", r->kernel);
	put_path(j, "vmlinux", r->vmlinux);
	put_path(j, "config", r->config);
	put_path(j, "initramfs", r->initramfs);
	return j;
}

static struct json *notes_json(const struct strv *notes)
{
	struct json *j = json_array();

	strv_foreach(note, notes)
		json_append(j, json_string(note));
	return j;
}

struct json *outcome_json(const struct outcome *o, const struct outcome_run *r)
{
	struct json *j = json_object();

	json_put(j, "schema", json_int(OUTCOME_SCHEMA));
	json_put(j, "outcome", json_string(outcome_name(o->word)));
	json_put(j, "title", json_string(o->title));
	json_put(j, "status", json_int(o->status));
	json_put(j, "trace", trace_json(r->trace));
	json_put(j, "cpus", trace_json(r->cpus));
	json_put(j, "command", r->command ? command_json(&o->command, r->command) : json_null());
	json_put(j, "times_ns", figures_json(times, ARRAY_SIZE(times), &o->times));
	json_put(j, "memory_bytes", figures_json(memory, ARRAY_SIZE(memory), &o->memory));
	json_put(j, "crash_source", json_string(o->crash_source));
	json_put(j, "noticed", json_string(o->noticed));
	json_put(j, "taint", taint_json(&o->taint));
	json_put(j, "kernel_release", json_string(r->release));
	json_put(j, "paths", paths_json(o, r));
	json_put(j, "notes", notes_json(&o->notes));
	return j;
}
