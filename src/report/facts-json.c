/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/facts-json.h"

static struct json *spread_json(const struct spread *s)
{
	struct json *j;

	if (!s->n)
		return json_null();
	j = json_object();
	json_put(j, "median", json_int((int64_t)s->median));
	json_put(j, "least", json_int((int64_t)s->least));
	json_put(j, "most", json_int((int64_t)s->most));
	json_put(j, "boots", json_int((int64_t)s->n));
	return j;
}

static void put_span(struct json *to, const char *name, const struct span *s)
{
	struct json *j;

	if (!s->to)
		return;
	j = json_object();
	json_put(j, "name", json_string(name));
	json_put(j, "from_ns", json_int((int64_t)s->from));
	json_put(j, "to_ns", json_int((int64_t)s->to));
	json_append(to, j);
}

static struct json *phases_json(const struct timeline *t)
{
	struct json *j = json_array();

	for (size_t i = 0; i < PHASES; i++)
		put_span(j, t->names[i], &t->phases[i]);
	put_span(j, "initramfs unpacked", &t->unpack);
	return j;
}

static struct json *calls_json(const struct boot_log *l)
{
	struct json *all = json_array();

	for (size_t i = 0; i < l->n_calls; i++) {
		struct json *j = json_object();

		json_put(j, "name", json_string(l->calls[i].name));
		json_put(j, "at_us", json_int((int64_t)l->calls[i].at_us));
		json_put(j, "took_us", json_int((int64_t)l->calls[i].took_us));
		json_append(all, j);
	}
	return all;
}

static struct json *steps_json(const struct boot_log *l)
{
	struct json *all = json_array();

	for (size_t i = 0; i < l->n_steps; i++) {
		struct json *j = json_object();

		json_put(j, "after", json_string(l->steps[i].after));
		json_put(j, "before", json_string(l->steps[i].before));
		json_put(j, "at_us", json_int((int64_t)l->steps[i].at_us));
		json_put(j, "took_us", json_int((int64_t)l->steps[i].took_us));
		json_append(all, j);
	}
	return all;
}

static struct json *memory_json(const struct facts *f)
{
	const struct spread used = facts_memory(f);
	struct json *j = json_object(), *rows = json_object();

	for (size_t i = 0; used.n && i < MEMORY_ROWS; i++)
		json_put(rows, memory_row_name((enum memory_row)i),
			 json_int((int64_t)facts_row(f, (enum memory_row)i).median));
	json_put(j, "machine", used.n ? json_int((int64_t)f->boots[0].map.machine) : json_null());
	json_put(j, "used", spread_json(&used));
	json_put(j, "rows", rows);
	return j;
}

static struct json *kernel_json(const struct facts *f)
{
	struct json *j;

	if (!f->has_sizes)
		return json_null();
	j = json_object();
	for (size_t i = 0; i < SIZE_KINDS; i++)
		json_put(j, size_kind_name((enum size_kind)i),
			 json_int((int64_t)sizes_total(&f->sizes, (enum size_kind)i)));
	json_put(j, "padding", json_int((int64_t)f->sizes.padding));
	json_put(j, "total", json_int((int64_t)facts_kernel(f)));
	return j;
}

static struct json *changes_json(const struct change_list *l)
{
	struct json *all = json_array();

	for (size_t i = 0; i < l->n; i++) {
		struct json *j = json_object();

		json_put(j, "name", json_string(l->v[i].name));
		if (l->v[i].kind)
			json_put(j, "kind", json_string(l->v[i].kind));
		json_put(j, "before", json_int((int64_t)l->v[i].before));
		json_put(j, "after", json_int((int64_t)l->v[i].after));
		json_append(all, j);
	}
	return all;
}

static struct json *delta(bool known, const struct change *c)
{
	return known ? json_int(change_delta(c)) : json_null();
}

static struct json *comparison_json(const struct comparison *c)
{
	_cleanup_sb_ struct strbuf sentence = {0};
	struct json *j = json_object();

	comparison_sentence(c, &sentence);
	json_put(j, "with", json_string(c->old->name));
	json_put(j, "sentence", json_string(sb_str(&sentence)));
	json_put(j, "text_bytes", delta(c->has_text, &c->text));
	json_put(j, "boot_ns", delta(c->has_boot, &c->boot));
	json_put(j, "boot_is_noise", json_bool(c->boot_noise));
	json_put(j, "memory_bytes", delta(c->has_memory, &c->memory));
	json_put(j, "memory_is_noise", json_bool(c->memory_noise));
	json_put(j, "sections", changes_json(&c->sections));
	json_put(j, "symbols", changes_json(&c->symbols));
	json_put(j, "phases_ns", changes_json(&c->phases));
	json_put(j, "initcalls_us", changes_json(&c->calls));
	json_put(j, "memory_rows", changes_json(&c->rows));
	return j;
}

static struct json *budget_json(const struct budget *b, const struct facts *f)
{
	struct json *all = json_array();

	for (size_t i = 0; i < BUDGET_ITEMS; i++) {
		enum budget_item item = (enum budget_item)i;
		uint64_t v = budget_value(item, f);
		struct json *j;

		if (!b->limits[i])
			continue;
		j = json_object();
		json_put(j, "name", json_string(budget_name(item)));
		json_put(j, "limit", json_int((int64_t)b->limits[i]));
		json_put(j, "value", v ? json_int((int64_t)v) : json_null());
		json_put(j, "kept", json_bool(budget_kept(b, item, f)));
		json_append(all, j);
	}
	return all;
}

struct json *facts_json(const struct facts *f, const struct comparison *c, const struct budget *b)
{
	const struct boot *typical = facts_typical(f), *detail = facts_detail(f);
	const struct spread boot = facts_boot(f);
	struct json *j = json_object();

	json_put(j, "schema", json_int(REPORT_SCHEMA));
	json_put(j, "run", json_string(f->name));
	json_put(j, "folder", json_string(f->folder));
	json_put(j, "kernel_release", json_string(f->release));
	json_put(j, "boot_ns", spread_json(&boot));
	json_put(j, "phases", typical ? phases_json(&typical->timeline) : json_null());
	json_put(j, "initcalls", detail ? calls_json(&detail->log) : json_null());
	json_put(j, "steps", typical ? steps_json(&typical->log) : json_null());
	json_put(j, "memory_bytes", memory_json(f));
	json_put(j, "kernel_bytes", kernel_json(f));
	json_put(j, "compared", c ? comparison_json(c) : json_null());
	json_put(j, "budget", b ? budget_json(b, f) : json_null());
	return j;
}
