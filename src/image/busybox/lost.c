/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why BusyBox's configuration does not hold a wish. */
#include "image/busybox/symbol.h"
#include "image/busybox/tree.h"

/* Each file that .config was made from, as .kconfig.d lists it: "deps_config := \", then a name on each line. */
static int look_into_files(const struct busybox_tree *t, struct busybox_symbol *s, struct err *e)
{
	_cleanup_free_ char *list = busybox_tree_path(t, "obj/.kconfig.d");
	_cleanup_sb_ struct strbuf files = {0};
	char *rest, *line;

	if (fs_read(list, &files, e))
		return -1;
	rest = files.buf;
	while ((line = strsep(&rest, "\n"))) {
		_cleanup_free_ char *made = NULL, *given = NULL;
		_cleanup_sb_ struct strbuf text = {0};

		line += strspn(line, " \t");
		line[strcspn(line, " \t\\:")] = '\0';
		made = path_join(t->k.obj, line);
		given = path_join(t->k.src, line);
		if (!*line || (!fs_is_file(made) && !fs_is_file(given)))
			continue;
		if (fs_read(fs_is_file(made) ? made : given, &text, e))
			return -1;
		busybox_symbol_look(s, sb_str(&text), line);
	}
	return 0;
}

static bool fits(const struct busybox_symbol *s, const char *value)
{
	if (str_eq(s->type, "bool"))
		return str_eq(value, "y") || str_eq(value, "n");
	if (str_eq(s->type, "string"))
		return *value == '"';
	return *value && strspn(value, "-0123456789xXabcdefABCDEF") == strlen(value);
}

/* The symbol of the choice that is taken, or NULL. */
static const char *taken(const struct busybox_symbol *s, const char *config)
{
	strv_foreach(other, &s->choice) {
		_cleanup_free_ char *value = kconfig_value(config, other);

		if (str_eq(value, "y"))
			return other;
	}
	return NULL;
}

static void add_expressions(struct strbuf *sb, const char *title, const struct strv *expressions,
			    const char *config)
{
	strv_foreach(expression, expressions) {
		_cleanup_free_ char *values = busybox_symbol_values(expression, config);

		sb_addf(sb, "\n    %s %s", title, values);
	}
}

/* What stands under a lost wish: lines that each start with "\n    ". */
static void add_reasons(struct strbuf *sb, const struct busybox_symbol *s,
			const struct kconfig_want *w, const char *config)
{
	const char *other = taken(s, config);

	if (!fits(s, w->value)) {
		sb_addf(sb, "\n    it is of type %s, which %s is not (%s)", s->type, w->value,
			s->where);
		return;
	}
	if (str_eq(w->value, "n"))
		add_expressions(sb, "selected by", &s->selects, config);
	else
		add_expressions(sb, "depends on", &s->depends, config);
	if (str_eq(w->value, "n") && s->choice.n)
		sb_add(sb, "\n    it is what remains of its choice: another of it must be y");
	else if (other)
		sb_addf(sb, "\n    it is one of a choice, of which %s is taken", other);
	sb_addf(sb, "\n    defined in %s", s->where);
}

static void hint_name(const struct busybox_symbol *s, struct err *e)
{
	const char *near = nearest_name(s->name, (const char *const *)s->known.v, s->known.n);

	if (near)
		err_hint(e, "the nearest name is '%s'", near);
}

static const struct kconfig_want *turned_off(const struct busybox_tree *t, const char *symbol)
{
	_cleanup_free_ char *on = xasprintf("%s=y", symbol);

	return kconfig_wants_against(&t->wants, on);
}

static void hint_unmet(const struct busybox_tree *t, const struct busybox_symbol *s,
		       const char *config, struct err *e)
{
	_cleanup_strv_ struct strv unmet = {0};

	strv_foreach(expression, &s->depends)
		busybox_symbol_unmet(expression, config, &unmet);
	strv_foreach(symbol, &unmet) {
		const struct kconfig_want *against = turned_off(t, symbol);

		if (against)
			kconfig_hint_against(against, e);
		else
			err_hint(e, "'--busybox-set %s=y' enables what it depends on", symbol);
	}
}

/* The user's wish because of which one of ours is lost, or NULL. */
static const struct kconfig_want *find_against(const struct busybox_tree *t,
					       const struct kconfig_want *w, const char *config)
{
	_cleanup_(busybox_symbol_free) struct busybox_symbol s = {.name = xstrdup(w->symbol)};
	const struct kconfig_want *against = NULL;
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_strv_ struct strv unmet = {0};

	if (!w->ours || str_eq(w->value, "n") || look_into_files(t, &s, &unread))
		return NULL;
	strv_foreach(expression, &s.depends)
		busybox_symbol_unmet(expression, config, &unmet);
	strv_foreach(symbol, &unmet)
		if (!against)
			against = turned_off(t, symbol);
	return against;
}

static int explain_one(const struct busybox_tree *t, const struct kconfig_want *w,
		       const char *config, struct err *e)
{
	_cleanup_(busybox_symbol_free) struct busybox_symbol s = {.name = xstrdup(w->symbol)};
	_cleanup_free_ char *value = kconfig_value(config, w->symbol);
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	sb_addf(&text, "%s=%s (%s)", w->symbol, w->value, w->origin);
	if (look_into_files(t, &s, &unread)) {
		sb_addf(&text, " is %s", value);
	} else if (!s.type) {
		sb_addf(&text, ": BusyBox has no symbol of this name");
		hint_name(&s, e);
	} else {
		sb_addf(&text, " is %s:", value);
		add_reasons(&text, &s, w, config);
		if (!str_eq(w->value, "n"))
			hint_unmet(t, &s, config, e);
	}
	return err_detail(e, "%s", sb_str(&text));
}

/* Leaves in 'lost' what is an error; returns how many. The others of ours give way to the user's. */
static size_t drop(const struct busybox_tree *t, const char *config, size_t *lost, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct kconfig_want *w = &t->wants.v[lost[i]];
		const struct kconfig_want *against = find_against(t, w, config);

		if (against)
			kconfig_note_dropped(t->b, w, against);
		else
			lost[kept++] = lost[i];
	}
	return kept;
}

static int tell_lost(const struct busybox_tree *t, const char *config, const size_t *lost, size_t n,
		     struct err *e)
{
	const struct kconfig_want *first = &t->wants.v[lost[0]];

	if (n == 1)
		err_kind_set(e, ERR_CONFIG, "the configuration cannot hold '%s=%s'", first->symbol,
			     first->value);
	else
		err_kind_set(e, ERR_CONFIG, "the configuration cannot hold %zu of the wishes", n);
	for (size_t i = 0; i < n; i++)
		explain_one(t, &t->wants.v[lost[i]], config, e);
	return -1;
}

int busybox_lost(const struct busybox_tree *t, const char *config, size_t *lost, size_t n,
		 struct err *e)
{
	n = drop(t, config, lost, n);
	return n ? tell_lost(t, config, lost, n, e) : 0;
}
