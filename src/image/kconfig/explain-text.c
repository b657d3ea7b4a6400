/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/explain-text.h"

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
	strv_add_once(flags, flag);
}

/* What to type before the symbol's own flag: "--cc clang --enable NET". Caller's. */
static char *flags_of(const struct explain_answer *a)
{
	_cleanup_strv_ struct strv flags = {0};

	if (a->cc)
		strv_addf(&flags, "--cc %s", a->cc);
	strv_foreach(assignment, &a->enable)
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

static const struct kconfig_request *named_request(const struct kconfig_requests *r,
						   const char *text)
{
	for (size_t i = 0; i < r->n; i++)
		if (!r->v[i].ours && names_symbol(text, r->v[i].symbol))
			return &r->v[i];
	return NULL;
}

const struct kconfig_request *explain_against(const struct kconfig_requests *r,
					      const struct explain_answer *a)
{
	const struct strv *const reasons[] = {&a->unmet, &a->selected, &a->chosen};
	const struct kconfig_request *against = NULL;

	strv_foreach(assignment, &a->enable)
		if ((against = kconfig_requests_against(r, assignment)))
			return against;
	/* where Kconfig knows a way that keeps the user's requests, they are not the reason */
	for (size_t i = 0; i < ARRAY_SIZE(reasons) && !a->enable.n; i++)
		strv_foreach(reason, reasons[i])
			if ((against = named_request(r, reason)))
				return against;
	return NULL;
}

static void add_why(struct strbuf *sb, const struct explain_answer *a, const char *indent,
		    bool remedy)
{
	_cleanup_free_ char *unmet = strv_join(&a->unmet, ", ");
	_cleanup_free_ char *flags = flags_of(a);

	if (!a->prompts.n)
		sb_addf(sb, "%scannot be set by hand: it follows from other symbols\n", indent);
	if (a->unmet.n)
		sb_addf(sb, "%snot met: %s\n", indent, unmet);
	strv_foreach(need, &a->needs)
		sb_addf(sb, "%sneeds %s\n", indent, need);
	if (remedy && *flags)
		sb_addf(sb, "%sneeds: %s\n", indent, flags);
}

/* How to turn it on, if it is off. */
static void add_remedy(struct strbuf *sb, const struct explain_answer *a)
{
	_cleanup_free_ char *flags = flags_of(a), *own = NULL;
	_cleanup_free_ char *lost = strv_join(&a->lost, ", ");

	if (!str_eq(a->value, "n"))
		return;
	if (!explain_possible(a)) {
		sb_add(sb, a->causes.n ? "  cannot be turned on here\n"
				       : "  no way to turn it on was found\n");
		return;
	}
	if (a->prompts.n)
		own = a->module ? xasprintf("--set %s=m", a->symbol)
				: xasprintf("--enable %s", a->symbol);
	sb_addf(sb, "  to turn it on%s: %s%s%s\n", a->module ? ", as a module only" : "", flags,
		own && *flags ? " " : "", own ? own : "");
	if (a->lost.n)
		sb_addf(sb, "  which gives up what jiffy asks for: %s\n", lost);
}

char *explain_text(const struct explain_answer *a)
{
	struct strbuf sb = {0};

	sb_addf(&sb, "%s=%s (%s)\n", a->symbol, a->value ? a->value : "", a->type ? a->type : "");
	add_lines(&sb, "prompt", &a->prompts);
	add_lines(&sb, "menu", &a->menus);
	add_lines(&sb, "defined at", &a->places);
	if (a->range)
		sb_addf(&sb, "  range: %s\n", a->range);
	if (a->depends)
		sb_addf(&sb, "  depends on: %s\n", a->depends);
	add_lines(&sb, "selected by", &a->selected);
	add_lines(&sb, "implied by", &a->implied);
	add_lines(&sb, "chosen instead of it", &a->chosen);
	add_why(&sb, a, "  ", false);
	add_remedy(&sb, a);
	return sb_detach(&sb);
}

static void add_unknown(struct strbuf *sb, const struct explain_answer *a, const char *origin)
{
	sb_addf(sb, "no symbol '%s' in this kernel (%s)", a->symbol, origin);
	if (a->nearest)
		sb_addf(sb, "; the nearest name is '%s'", a->nearest);
	sb_addc(sb, '\n');
}

/* remedy: say what it needs; for a single request, the hint says the same. */
static void add_unmet(struct strbuf *sb, const struct kconfig_request *w, const char *present,
		      const struct explain_answer *a, bool remedy)
{
	static const char indent[] = "  ";

	if (a && a->unknown) {
		add_unknown(sb, a, w->origin);
		return;
	}
	sb_addf(sb, "CONFIG_%s is '%s', wanted '%s' (%s)\n", w->symbol, present, w->value,
		w->origin);
	if (!a)
		return;
	if (a->type && a->prompts.n && !a->unmet.n && !a->selected.n && !a->chosen.n)
		sb_addf(sb, "%sits type is %s%s%s\n", indent, a->type,
			a->range ? ", its range " : "", a->range ? a->range : "");
	strv_foreach(selector, &a->selected)
		sb_addf(sb, "%sselected by: %s\n", indent, selector);
	strv_foreach(chosen, &a->chosen)
		sb_addf(sb, "%sin a choice, and '%s' is chosen\n", indent, chosen);
	add_why(sb, a, indent, remedy);
}

/* What to add, but never a symbol that the user turned off. */
static void add_hint(const struct kconfig_requests *r, const struct explain *answers, struct err *e)
{
	_cleanup_strv_ struct strv flags = {0};
	_cleanup_free_ const struct kconfig_request **told = xcalloc(answers->n + 1, sizeof(*told));
	_cleanup_free_ char *text = NULL;
	const char *cc = NULL;
	size_t n = 0, seen;

	for (size_t i = 0; i < answers->n; i++) {
		const struct kconfig_request *against = explain_against(r, &answers->v[i]);

		for (seen = 0; seen < n && told[seen] != against; seen++)
			;
		if (against && seen == n)
			kconfig_hint_against(told[n++] = against, e);
		if (against || !explain_possible(&answers->v[i]))
			continue;
		if (answers->v[i].cc)
			cc = answers->v[i].cc;
		strv_foreach(assignment, &answers->v[i].enable)
			add_flag(&flags, assignment);
	}
	if (cc)
		strv_addf(&flags, "--cc %s", cc);
	text = strv_join(&flags, " ");
	if (flags.n)
		err_hint(e, "add %s", text);
}

static int unknown_symbol(const struct kconfig_request *w, const struct explain_answer *a,
			  struct err *e)
{
	err_kind_set(e, ERR_CONFIG, "this kernel has no symbol '%s'", a->symbol);
	err_detail(e, "CONFIG_%s=%s (%s)", w->symbol, w->value, w->origin);
	return a->nearest ? err_hint(e, "the nearest name is '%s'", a->nearest) : -1;
}

int explain_unmet(const struct kconfig_requests *r, const char *config_text, const size_t *unmet,
		  size_t n, const struct explain *answers, struct err *e)
{
	_cleanup_sb_ struct strbuf sb = {0};
	_cleanup_free_ char *more = xasprintf(" and %zu more", n - 1);

	if (n == 1 && answers->n && answers->v[0].unknown)
		return unknown_symbol(&r->v[unmet[0]], &answers->v[0], e);
	for (size_t i = 0; i < n && i < SYMBOLS_SHOWN; i++) {
		const struct kconfig_request *want = &r->v[unmet[i]];
		_cleanup_free_ char *present = kconfig_value(config_text, want->symbol);

		add_unmet(&sb, want, present, answers->n ? &answers->v[i] : NULL,
			  n > 1 && answers->n && !explain_against(r, &answers->v[i]));
	}
	if (n > SYMBOLS_SHOWN)
		sb_addf(&sb, "… and %zu more\n", n - SYMBOLS_SHOWN);
	err_kind_set(e, ERR_CONFIG, "the configuration cannot hold 'CONFIG_%s'%s",
		     r->v[unmet[0]].symbol, n > 1 ? more : "");
	sb_truncate(&sb, sb.len - 1);
	err_detail(e, "%s", sb_str(&sb));
	add_hint(r, answers, e);
	return -1;
}
