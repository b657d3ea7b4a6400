/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page/html-compare.h"

#include "report/page/html-parts.h"
#include "report/units.h"

#define ROWS 40

struct table {
	const char *title;
	const struct change_list *list;
	char *(*unit)(uint64_t);
	char *(*delta)(int64_t);
};

static void cell(const char *text, struct strbuf *out)
{
	sb_add(out, "<td>");
	html_text(text, out);
}

static void row(const struct table *t, const struct change *c, struct strbuf *out)
{
	_cleanup_free_ char *delta = t->delta(change_delta(c)), *before = t->unit(c->before),
			    *after = t->unit(c->after);

	sb_addf(out, "<tr><td class=\"%s\">", c->after > c->before ? "more" : "less");
	html_text(delta, out);
	cell(c->side == CHANGE_NEW ? "new" : before, out);
	cell(c->side == CHANGE_GONE ? "gone" : after, out);
	sb_add(out, "<td class=\"l\">");
	html_text(c->kind ? c->kind : "", out);
	sb_add(out, "<td class=\"l\"><code>");
	html_text(c->name, out);
	sb_add(out, "</code>\n");
}

static void table(const struct table *t, struct strbuf *out)
{
	const struct change_list *l = t->list;
	_cleanup_free_ char *grew = t->delta((int64_t)l->grew),
			    *shrank = t->delta(-(int64_t)l->shrank), *text = NULL;

	if (!l->n)
		return;
	text = xasprintf("%zu changed: %s%s%s%s", l->n, l->grew ? grew : "",
			 l->grew && l->shrank ? ", " : "", l->shrank ? shrank : "",
			 l->n > ROWS ? "; the largest ones" : "");
	html_section(t->title, text, out);
	sb_add(out,
	       "<div class=\"wide\"><table><tr><th>change<th>before<th>after<th class=\"l\"><th class=\"l\">\n");
	for (size_t i = 0; i < l->n && i < ROWS; i++)
		row(t, &l->v[i], out);
	sb_add(out, "</table></div>\n");
	html_section_end(out);
}

void html_comparison(const struct comparison *c, struct strbuf *out)
{
	const struct table tables[] = {
		{"Sections", &c->sections, str_bytes, str_bytes_delta},
		{"Symbols", &c->symbols, str_bytes, str_bytes_delta},
		{"Boot, by phase", &c->phases, str_ns, str_ns_delta},
		{"Initcalls", &c->calls, str_us, str_us_delta},
		{"Memory, by use", &c->rows, str_bytes, str_bytes_delta},
	};
	_cleanup_sb_ struct strbuf sentence = {0}, doubt = {0};

	comparison_sentence(c, &sentence);
	comparison_doubt(c, &doubt);
	sb_add(out, "<h1 style=\"margin-top:2rem\">Compared with run ");
	html_text(c->old->name, out);
	sb_add(out, "</h1>\n<p class=\"say\">");
	html_text(sb_str(&sentence), out);
	sb_add(out, "</p>\n<p class=\"soft\">");
	html_text(sb_str(&doubt), out);
	sb_add(out, "</p>\n");
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		table(&tables[i], out);
}

void html_budget(const struct budget *b, const struct facts *f, struct strbuf *out)
{
	html_section("Budget", "", out);
	sb_add(out, "<table><tr><th class=\"l\"><th>is<th>limit<th class=\"l\">\n");
	for (size_t i = 0; i < BUDGET_ITEMS; i++) {
		const enum budget_item item = (enum budget_item)i;
		const uint64_t v = budget_value(item, f);
		char *(*unit)(uint64_t) = item == BUDGET_BOOT ? str_ns : str_bytes;
		_cleanup_free_ char *is = unit(v), *most = unit(b->limits[i]);
		bool kept = budget_kept(b, item, f);

		if (!b->limits[i])
			continue;
		sb_addf(out, "<tr><td class=\"l\">%s", budget_name(item));
		cell(v ? is : "unknown", out);
		cell(most, out);
		sb_addf(out, "<td class=\"l %s\">%s\n", kept ? "less" : "more",
			kept ? "kept"
			: v  ? "exceeded"
			     : "cannot be checked");
	}
	sb_add(out, "</table>\n");
	html_section_end(out);
}
