/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Kconfig said, in words. */
#include "image/kconfig/explain.h"

#define SYMBOLS_SHOWN 10

/* "NET=y", "FOO=n", "HZ=250" as one would type it. */
static void add_flag(struct strv *flags, const char *assignment)
{
	size_t n = strcspn(assignment, "=");
	_cleanup_free_ char *name = xstrndup(assignment, n), *flag = NULL;

	if (str_eq(assignment + n, "=y"))
		flag = xasprintf("--enable %s", name);
	else if (str_eq(assignment + n, "=n"))
		flag = xasprintf("--disable %s", name);
	else
		flag = xasprintf("--set %s", assignment);
	if (!strv_has(flags, flag))
		strv_add(flags, flag);
}

static char *flags_of(const struct strv *assignments)
{
	_cleanup_strv_ struct strv flags = {0};

	strv_foreach(assignment, assignments)
		add_flag(&flags, assignment);
	return strv_join(&flags, " ");
}

static void add_lines(struct strbuf *sb, const char *heading, const struct strv *values)
{
	strv_foreach(value, values)
		sb_addf(sb, "  %s: %s\n", heading, value);
}

/* Whether the text has the symbol as a word. */
static bool names_symbol(const char *text, const char *symbol)
{
	static const char between[] = " \t()!=[]<>&|";
	size_t n;

	for (; *text; text += n) {
		text += strspn(text, between);
		n = strcspn(text, between);
		if (n && n == strlen(symbol) && !strncmp(text, symbol, n))
			return true;
	}
	return false;
}

static const struct kconfig_want *named_wish(const struct kconfig_wants *w, const char *text)
{
	for (size_t i = 0; i < w->n; i++)
		if (!w->v[i].ours && names_symbol(text, w->v[i].symbol))
			return &w->v[i];
	return NULL;
}

const struct kconfig_want *explain_against(const struct kconfig_wants *w,
					   const struct explain_facts *f)
{
	const struct strv *const reasons[] = {&f->unmet, &f->selected, &f->chosen};
	const struct kconfig_want *against = NULL;

	strv_foreach(assignment, &f->enable)
		if ((against = kconfig_wants_against(w, assignment)))
			return against;
	/* where Kconfig knows a way that leaves the user's wishes alone, they are not the reason */
	for (size_t i = 0; i < ARRAY_SIZE(reasons) && !f->enable.n; i++)
		strv_foreach(reason, reasons[i])
			if ((against = named_wish(w, reason)))
				return against;
	return NULL;
}

static void add_why(struct strbuf *sb, const struct explain_facts *f, const char *indent,
		    bool remedy)
{
	_cleanup_free_ char *unmet = strv_join(&f->unmet, ", ");
	_cleanup_free_ char *enable = flags_of(&f->enable);

	if (!f->prompts.n)
		sb_addf(sb, "%snot to be set by hand: it follows from other symbols\n", indent);
	if (f->unmet.n)
		sb_addf(sb, "%snot met: %s\n", indent, unmet);
	if (remedy && f->enable.n)
		sb_addf(sb, "%sneeds: %s\n", indent, enable);
}

char *explain_text(const struct explain_facts *f)
{
	_cleanup_free_ char *flags = flags_of(&f->enable);
	struct strbuf sb = {0};

	sb_addf(&sb, "%s=%s (%s)\n", f->symbol, f->value ? f->value : "", f->type ? f->type : "");
	add_lines(&sb, "prompt", &f->prompts);
	add_lines(&sb, "menu", &f->menus);
	add_lines(&sb, "defined at", &f->places);
	if (f->range)
		sb_addf(&sb, "  range: %s\n", f->range);
	if (f->depends)
		sb_addf(&sb, "  depends on: %s\n", f->depends);
	add_lines(&sb, "selected by", &f->selected);
	add_lines(&sb, "implied by", &f->implied);
	add_lines(&sb, "chosen instead of it", &f->chosen);
	add_why(&sb, f, "  ", true);
	if (f->prompts.n && str_eq(f->value, "n"))
		sb_addf(&sb, "  to turn it on: %s%s--enable %s\n", flags, f->enable.n ? " " : "",
			f->symbol);
	return sb_detach(&sb);
}

static void add_unknown(struct strbuf *sb, const struct explain_facts *f, const char *origin)
{
	sb_addf(sb, "no symbol '%s' in this kernel (%s)", f->symbol, origin);
	if (f->nearest)
		sb_addf(sb, "; the nearest name is '%s'", f->nearest);
	sb_addc(sb, '\n');
}

static void add_lost(struct strbuf *sb, const struct kconfig_want *w, const char *present,
		     const struct explain_facts *f, bool against)
{
	static const char indent[] = "  ";

	if (f && f->unknown) {
		add_unknown(sb, f, w->origin);
		return;
	}
	sb_addf(sb, "CONFIG_%s is '%s', wanted '%s' (%s)\n", w->symbol, present, w->value,
		w->origin);
	if (!f)
		return;
	if (f->type && f->prompts.n && !f->unmet.n && !f->selected.n && !f->chosen.n)
		sb_addf(sb, "%sits type is %s%s%s\n", indent, f->type,
			f->range ? ", its range " : "", f->range ? f->range : "");
	strv_foreach(selector, &f->selected)
		sb_addf(sb, "%sselected by: %s\n", indent, selector);
	strv_foreach(chosen, &f->chosen)
		sb_addf(sb, "%sone of a choice, of which '%s' is chosen\n", indent, chosen);
	add_why(sb, f, indent, !against);
}

/* What to add; but nobody is told to turn on what he turned off himself. */
static void add_hint(const struct kconfig_wants *w, const struct explain *facts, struct err *e)
{
	_cleanup_strv_ struct strv flags = {0};
	_cleanup_free_ const struct kconfig_want **told = xcalloc(facts->n + 1, sizeof(*told));
	_cleanup_free_ char *text = NULL;
	size_t n = 0, seen;

	for (size_t i = 0; i < facts->n; i++) {
		const struct kconfig_want *against = explain_against(w, &facts->v[i]);

		for (seen = 0; seen < n && told[seen] != against; seen++)
			;
		if (against && seen == n)
			kconfig_hint_against(told[n++] = against, e);
		if (!against)
			strv_foreach(assignment, &facts->v[i].enable)
				add_flag(&flags, assignment);
	}
	text = strv_join(&flags, " ");
	if (flags.n)
		err_hint(e, "add %s", text);
}

static int unknown_symbol(const struct kconfig_want *w, const struct explain_facts *f,
			  struct err *e)
{
	err_kind_set(e, ERR_CONFIG, "this kernel has no symbol '%s'", f->symbol);
	err_detail(e, "CONFIG_%s=%s (%s)", w->symbol, w->value, w->origin);
	return f->nearest ? err_hint(e, "the nearest name is '%s'", f->nearest) : -1;
}

int explain_lost(const struct kconfig_wants *w, const char *config_text, const size_t *lost,
		 size_t n, const struct explain *facts, struct err *e)
{
	_cleanup_sb_ struct strbuf sb = {0};
	_cleanup_free_ char *more = xasprintf(" and %zu more", n - 1);

	if (n == 1 && facts->n && facts->v[0].unknown)
		return unknown_symbol(&w->v[lost[0]], &facts->v[0], e);
	for (size_t i = 0; i < n && i < SYMBOLS_SHOWN; i++) {
		const struct kconfig_want *want = &w->v[lost[i]];
		_cleanup_free_ char *present = kconfig_value(config_text, want->symbol);

		add_lost(&sb, want, present, facts->n ? &facts->v[i] : NULL,
			 facts->n && explain_against(w, &facts->v[i]));
	}
	if (n > SYMBOLS_SHOWN)
		sb_addf(&sb, "… and %zu more\n", n - SYMBOLS_SHOWN);
	err_kind_set(e, ERR_CONFIG, "the configuration cannot hold 'CONFIG_%s'%s",
		     w->v[lost[0]].symbol, n > 1 ? more : "");
	sb_truncate(&sb, sb.len - 1);
	err_detail(e, "%s", sb_str(&sb));
	add_hint(w, facts, e);
	return -1;
}
