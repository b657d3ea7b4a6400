/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/symbol.h"

#include <ctype.h>

#include "base/strbuf.h"
#include "image/kconfig/kconfig.h"

struct look {
	struct busybox_symbol *s;
	struct strv around; /* a condition for each open if, menu and choice; "" for none */
	struct strv choice; /* symbols of the open choice */
	bool in_choice;
	bool mine;     /* the present symbol is ours */
	bool chosen;   /* ours was in the open choice */
	char *present; /* the symbol that these lines belong to, or NULL */
	bool help;
	bool block; /* the lines are a menu's or choice's: depends is for all that it encloses */
};

/* What follows the keyword, without a comment; NULL: the line does not begin with it. Caller's. */
static char *after(const char *line, const char *keyword)
{
	size_t n = strlen(keyword);
	char *rest;

	if (!str_starts(line, keyword) || (line[n] && !isspace((unsigned char)line[n])))
		return NULL;
	rest = xstrdup(line + n + strspn(line + n, " \t"));
	rest[strcspn(rest, "#\r")] = '\0';
	for (n = strlen(rest); n && isspace((unsigned char)rest[n - 1]);)
		rest[--n] = '\0';
	return rest;
}

static void push(struct look *l, const char *condition)
{
	strv_add(&l->around, condition);
	l->block = true;
}

static void pop(struct look *l)
{
	if (l->around.n) {
		free(l->around.v[--l->around.n]);
		l->around.v[l->around.n] = NULL;
	}
}

static void end_choice(struct look *l)
{
	if (l->chosen)
		strv_addv(&l->s->choice, &l->choice);
	strv_clear(&l->choice);
	l->in_choice = l->chosen = false;
	pop(l);
}

static void add_condition(struct strv *sv, const char *s)
{
	if (*s)
		strv_add_once(sv, s);
}

static void start_symbol(struct look *l, const char *name, const char *file, int line)
{
	struct busybox_symbol *s = l->s;

	str_set(&l->present, name);
	strv_add(&s->known, name);
	l->mine = str_eq(name, s->name);
	if (l->in_choice && !l->mine)
		strv_add(&l->choice, name);
	if (!l->mine)
		return;
	l->chosen = l->in_choice;
	free(s->where);
	s->where = xasprintf("%s:%d", file, line);
	str_set(&s->type, "bool");
	strv_foreach(condition, &l->around)
		add_condition(&s->depends, condition);
}

/* A line that is not indented: the structure of the file. */
static void outer_line(struct look *l, const char *line, const char *file, int n)
{
	_cleanup_free_ char *name = after(line, "config"), *condition = after(line, "if");

	l->help = l->block = l->mine = false;
	str_set(&l->present, NULL);
	if (!name)
		name = after(line, "menuconfig");
	if (name) {
		start_symbol(l, name, file, n);
	} else if (condition) {
		push(l, condition);
		l->block = false;
	} else if (str_starts(line, "menu")) {
		push(l, "");
	} else if (str_starts(line, "choice")) {
		push(l, "");
		l->in_choice = true;
	} else if (str_starts(line, "endchoice")) {
		end_choice(l);
	} else if (str_starts(line, "endif") || str_starts(line, "endmenu")) {
		pop(l);
	}
}

static void take_depends(struct look *l, const char *expression)
{
	if (l->mine)
		add_condition(&l->s->depends, expression);
	else if (l->block && l->around.n)
		str_set(&l->around.v[l->around.n - 1], expression);
}

/* An indented line: of a symbol, a menu or a choice. */
static void inner_line(struct look *l, const char *line)
{
	static const char *const types[] = {"bool", "int", "string", "hex", "tristate"};
	_cleanup_free_ char *depends = after(line, "depends on"), *select = after(line, "select");

	if (l->help)
		return;
	l->help = str_eq(line, "help") || str_starts(line, "---help---");
	if (depends)
		take_depends(l, depends);
	if (select && l->present && str_starts(select, l->s->name) &&
	    strchr(" \t", select[strlen(l->s->name)]))
		strv_addf(&l->s->selects, "%s%s", l->present, select + strlen(l->s->name));
	for (size_t i = 0; i < ARRAY_SIZE(types) && l->mine; i++) {
		_cleanup_free_ char *prompt = after(line, types[i]);

		if (prompt)
			str_set(&l->s->type, types[i]);
	}
}

void busybox_symbol_look(struct busybox_symbol *s, const char *text, const char *file)
{
	_cleanup_free_ char *copy = xstrdup(text);
	struct look l = {.s = s};
	char *rest = copy, *line;
	int n = 0;

	while ((line = strsep(&rest, "\n"))) {
		size_t blanks = strspn(line, " \t\r");

		n++;
		if (!line[blanks] || line[blanks] == '#')
			continue;
		if (blanks)
			inner_line(&l, line + blanks);
		else
			outer_line(&l, line, file, n);
	}
	strv_free(&l.around);
	strv_free(&l.choice);
	free(l.present);
}

void busybox_symbol_free(struct busybox_symbol *s)
{
	free(s->name);
	free(s->type);
	free(s->where);
	strv_free(&s->depends);
	strv_free(&s->choice);
	strv_free(&s->selects);
	strv_free(&s->known);
	*s = (struct busybox_symbol){0};
}

char *busybox_symbol_values(const char *expression, const char *config_text)
{
	struct strbuf sb = {0};

	for (const char *p = expression; *p;) {
		_cleanup_free_ char *symbol = NULL, *value = NULL;
		size_t n = 0;

		while (isalnum((unsigned char)p[n]) || p[n] == '_')
			n++;
		if (!n) {
			sb_addc(&sb, *p++);
			continue;
		}
		symbol = xstrndup(p, n);
		value = kconfig_value(config_text, symbol);
		/* "y", "n" and "if" are not symbols */
		if (!isupper((unsigned char)*symbol))
			sb_add(&sb, symbol);
		else
			sb_addf(&sb, "%s [=%s]", symbol, value);
		p += n;
	}
	return sb_detach(&sb);
}

void busybox_symbol_unmet(const char *expression, const char *config_text, struct strv *unmet)
{
	_cleanup_strv_ struct strv words = {0};

	if (strpbrk(expression, "|!=()"))
		return;
	strv_split(&words, expression, "& \t");
	strv_foreach(symbol, &words) {
		_cleanup_free_ char *value = kconfig_value(config_text, symbol);

		if (isupper((unsigned char)*symbol) && str_eq(value, "n"))
			strv_add_once(unmet, symbol);
	}
}
