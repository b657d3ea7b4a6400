/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/outcome-json.h"

#include <inttypes.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc.h"
#include "verdict/taint.h"

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

static struct json *times_json(const struct outcome_times *t)
{
	struct json *j = json_object();

	json_put(j, "qemu", number(t->qemu));
	json_put(j, "zero", number(t->zero));
	json_put(j, "kernel", number(t->kernel));
	json_put(j, "init", number(t->init));
	json_put(j, "prompt", number(t->prompt));
	json_put(j, "command", number(t->command));
	json_put(j, "end", number(t->end));
	return j;
}

static struct json *memory_json(const struct outcome_memory *m)
{
	struct json *j = json_object();

	json_put(j, "machine", number(m->machine));
	json_put(j, "total", number(m->total));
	json_put(j, "available", number(m->available));
	json_put(j, "kernel", number(m->kernel));
	json_put(j, "free", number(m->free));
	json_put(j, "slab", number(m->slab));
	json_put(j, "stacks", number(m->stacks));
	json_put(j, "tables", number(m->tables));
	json_put(j, "files", number(m->files));
	json_put(j, "processes", number(m->processes));
	return j;
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
	json_put(j, "times_ns", times_json(&o->times));
	json_put(j, "memory_bytes", memory_json(&o->memory));
	json_put(j, "noticed", json_string(o->noticed));
	json_put(j, "taint", taint_json(&o->taint));
	json_put(j, "kernel_release", json_string(r->release));
	json_put(j, "paths", paths_json(o, r));
	json_put(j, "notes", notes_json(&o->notes));
	return j;
}
