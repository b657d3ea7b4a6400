/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/unmet.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/busybox/symbol.h"

/* .kconfig.d lists what .config was made from: "deps_config := \", then a file on each line. */
static int look_into_files(const struct busybox_tree *t, struct busybox_symbol *s, struct err *e)
{
	_cleanup_free_ char *list = path_join(t->k.obj, ".kconfig.d");
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

/* The symbol that is chosen instead, or NULL. */
static const char *chosen_instead(const struct busybox_symbol *s, const char *config)
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

/* The lines below an unmet request; each begins with "\n    ". */
static void add_reasons(struct strbuf *sb, const struct busybox_symbol *s,
			const struct kconfig_request *r, const char *config)
{
	const char *other = chosen_instead(s, config);

	if (!fits(s, r->value)) {
		sb_addf(sb, "\n    %s is not a valid %s value (%s)", r->value, s->type, s->where);
		return;
	}
	if (str_eq(r->value, "n"))
		add_expressions(sb, "selected by", &s->selects, config);
	else
		add_expressions(sb, "depends on", &s->depends, config);
	if (str_eq(r->value, "n") && s->choice.n)
		sb_add(sb, "\n    it is the default of its choice: enable another member instead");
	else if (other)
		sb_addf(sb, "\n    it is in a choice, and %s is chosen", other);
	sb_addf(sb, "\n    defined in %s", s->where);
}

static const struct kconfig_request *turned_off(const struct busybox_tree *t, const char *symbol)
{
	_cleanup_free_ char *on = xasprintf("%s=y", symbol);

	return kconfig_requests_against(&t->requests, on);
}

static void hint_unmet(const struct busybox_tree *t, const struct busybox_symbol *s,
		       const char *config, struct err *e)
{
	_cleanup_strv_ struct strv unmet = {0};

	strv_foreach(expression, &s->depends)
		busybox_symbol_unmet(expression, config, &unmet);
	strv_foreach(symbol, &unmet) {
		const struct kconfig_request *against = turned_off(t, symbol);

		if (against)
			kconfig_hint_against(against, e);
		else
			err_hint(e, "'--busybox-set %s=y' enables what it depends on", symbol);
	}
}

/* The user's request that rules out one of ours, or NULL. */
static const struct kconfig_request *
find_against(const struct busybox_tree *t, const struct kconfig_request *r, const char *config)
{
	_cleanup_(busybox_symbol_free) struct busybox_symbol s = {.name = xstrdup(r->symbol)};
	const struct kconfig_request *against = NULL;
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_strv_ struct strv unmet = {0};

	if (!r->ours || str_eq(r->value, "n") || look_into_files(t, &s, &unread))
		return NULL;
	strv_foreach(expression, &s.depends)
		busybox_symbol_unmet(expression, config, &unmet);
	strv_foreach(symbol, &unmet)
		if (!against)
			against = turned_off(t, symbol);
	return against;
}

static int explain_one(const struct busybox_tree *t, const struct kconfig_request *r,
		       const char *config, struct err *e)
{
	_cleanup_(busybox_symbol_free) struct busybox_symbol s = {.name = xstrdup(r->symbol)};
	_cleanup_free_ char *value = kconfig_value(config, r->symbol);
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	const char *near;

	sb_addf(&text, "%s=%s (%s)", r->symbol, r->value, r->origin);
	if (look_into_files(t, &s, &unread)) {
		sb_addf(&text, " is %s", value);
	} else if (!s.type) {
		sb_addf(&text, ": BusyBox has no symbol of this name");
		near = nearest_name(s.name, (const char *const *)s.known.v, s.known.n);
		if (near)
			err_hint(e, "the nearest name is '%s'", near);
	} else {
		sb_addf(&text, " is %s:", value);
		add_reasons(&text, &s, r, config);
		if (!str_eq(r->value, "n"))
			hint_unmet(t, &s, config, e);
	}
	return err_detail(e, "%s", sb_str(&text));
}

int busybox_unmet(const struct busybox_tree *t, const char *config, size_t *unmet, size_t n,
		  struct err *e)
{
	const struct kconfig_request *r;
	size_t kept = 0;

	/* ours give way to the user's; the others are errors */
	for (size_t i = 0; i < n; i++) {
		const struct kconfig_request *against;

		r = &t->requests.v[unmet[i]];
		against = find_against(t, r, config);
		if (against)
			kconfig_note_dropped(t->b, r, against);
		else
			unmet[kept++] = unmet[i];
	}
	if (!kept)
		return 0;
	r = &t->requests.v[unmet[0]];
	if (kept == 1)
		err_kind_set(e, ERR_CONFIG, "the configuration cannot hold '%s=%s'", r->symbol,
			     r->value);
	else
		err_kind_set(e, ERR_CONFIG, "the configuration cannot hold %zu of the requests",
			     kept);
	for (size_t i = 0; i < kept; i++)
		explain_one(t, &t->requests.v[unmet[i]], config, e);
	return -1;
}
