/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/compare-text.h"

#include "report/facts-text.h"
#include "report/units.h"

#define ROWS 12

struct table {
	const char *title;
	const struct change_list *list;
	char *(*unit)(uint64_t);
	char *(*delta)(int64_t);
};

static void row(const struct table *t, const struct change *c, bool colour, struct strbuf *out)
{
	_cleanup_free_ char *delta = t->delta(change_delta(c)), *before = t->unit(c->before),
			    *after = t->unit(c->after);
	bool more = c->after > c->before;

	if (c->side == CHANGE_NEW)
		str_set(&before, "new");
	if (c->side == CHANGE_GONE)
		str_set(&after, "gone");
	sb_addf(out, "%s%11s%s  %9s -> %-9s  ", colour ? (more ? "\033[31m" : "\033[32m") : "",
		delta, colour ? "\033[0m" : "", before, after);
	if (c->kind)
		sb_addf(out, "%-7s", c->kind);
	sb_addf(out, "%.*s\n", c->kind ? 37 : 44, c->name);
}

static void table(const struct table *t, bool colour, struct strbuf *out)
{
	const struct change_list *l = t->list;
	_cleanup_free_ char *grew = t->delta((int64_t)l->grew),
			    *shrank = t->delta(-(int64_t)l->shrank);

	if (!l->n)
		return;
	sb_addc(out, '\n');
	text_heading(colour, t->title, out);
	sb_addf(out, "  %zu changed: %s%s%s\n", l->n, l->grew ? grew : "",
		l->grew && l->shrank ? ", " : "", l->shrank ? shrank : "");
	for (size_t i = 0; i < l->n && i < ROWS; i++)
		row(t, &l->v[i], colour, out);
	if (l->n > ROWS)
		sb_addf(out, "             and %zu more (--json lists all)\n", l->n - ROWS);
}

void comparison_text(const struct comparison *c, bool colour, struct strbuf *out)
{
	const struct table tables[] = {
		{"sections", &c->sections, str_bytes, str_bytes_delta},
		{"symbols", &c->symbols, str_bytes, str_bytes_delta},
		{"boot", &c->phases, str_ns, str_ns_delta},
		{"initcalls", &c->calls, str_us, str_us_delta},
		{"memory", &c->rows, str_bytes, str_bytes_delta},
	};
	_cleanup_sb_ struct strbuf sentence = {0}, doubt = {0};

	comparison_sentence(c, &sentence);
	text_heading(colour, sb_str(&sentence), out);
	sb_addc(out, '\n');
	comparison_doubt(c, &doubt);
	if (doubt.len)
		sb_addf(out, "(%s)\n", sb_str(&doubt));
	if (!c->has_text)
		sb_addf(out, "(the kernel sizes of run %s are not known)\n",
			c->old->has_sizes ? c->new->name : c->old->name);
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		table(&tables[i], colour, out);
}

static char *value_text(enum budget_item i, uint64_t v)
{
	return i == BUDGET_BOOT ? str_ns(v) : str_bytes(v);
}

static void budget_row(const struct budget *b, enum budget_item i, const struct facts *f,
		       bool colour, struct strbuf *out)
{
	const uint64_t v = budget_value(i, f), limit = b->limits[i];
	_cleanup_free_ char *is = value_text(i, v), *most = value_text(i, limit), *over = NULL;
	bool kept = budget_kept(b, i, f);

	sb_addf(out, "%s%-9s%s %11s of %-11s ", !kept && colour ? "\033[31m" : "", budget_name(i),
		!kept && colour ? "\033[0m" : "", v ? is : "unknown", most);
	if (v > limit) {
		over = value_text(i, v - limit);
		sb_addf(out, "exceeded by %s", over);
	} else {
		sb_add(out, v ? "kept" : "cannot be checked");
	}
	sb_addc(out, '\n');
}

void budget_text(const struct budget *b, const struct facts *f, bool colour, struct strbuf *out)
{
	for (size_t i = 0; i < BUDGET_ITEMS; i++)
		if (b->limits[i])
			budget_row(b, (enum budget_item)i, f, colour, out);
}
