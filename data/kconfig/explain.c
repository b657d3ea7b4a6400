/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel tree's own Kconfig says about symbols. jiffy links this with the objects that the
 * tree built for 'conf' (scripts/kconfig), so that nothing is parsed a second time, and runs it in
 * the environment that kbuild gave 'conf'.
 *
 *	kconfig-explain SYMBOL[=WANTED]…
 *
 * For each symbol it prints lines "key<TAB>text"; the first is "symbol". The keys: unknown, name
 * (of every known symbol, after an unknown one), type, value, prompt, menu, at, depends, unmet,
 * visible (a prompt is visible, so the symbol can be set), selected, implied, range, chosen, enable
 * ("NAME=VALUE": what to set so that the symbol can have the wanted value).
 */
#include <unistd.h>

#include "advice.h"

static FILE *out;

static void print_expr(const char *key, struct expr *e)
{
	struct gstr text = str_new();

	expr_gstr_print(e, &text);
	fprintf(out, "%s\t%s\n", key, str_get(&text));
	str_free(&text);
}

static void print_unmet(struct expr *e)
{
	struct property *prop;

	/* a constant: what a macro found out */
	if (!e || expr_calc_value(e) == yes ||
	    (e->type == E_SYMBOL && (e->left.sym->flags & SYMBOL_CONST)))
		return;
	if (e->type == E_SYMBOL && !e->left.sym->name) {
		/* a choice */
		for_all_prompts(e->left.sym, prop) print_unmet(prop->visible.expr);
	} else if (e->type == E_AND) {
		print_unmet(e->left.expr);
		print_unmet(e->right.expr);
	} else {
		print_expr("unmet", e);
	}
}

/* The parts of an "||" that are on: what selects a symbol now. */
static void print_active(const char *key, struct expr *e)
{
	if (!e || expr_calc_value(e) == no)
		return;
	if (e->type == E_OR) {
		print_active(key, e->left.expr);
		print_active(key, e->right.expr);
	} else {
		print_expr(key, e);
	}
}

static void print_menu_path(struct menu *m)
{
	struct menu *path[16];
	int n = 0;

	for (m = m->parent; m && m != &rootmenu && n < 16; m = m->parent)
		if (m->prompt && m->prompt->text)
			path[n++] = m;
	if (!n)
		return;
	fprintf(out, "menu\t");
	while (n--)
		fprintf(out, "%s%s", path[n]->prompt->text, n ? " > " : "\n");
}

/* Which symbol of a choice is y: only one is. */
static void print_chosen(struct menu *m, struct symbol *sym)
{
	struct menu *choice = m->parent;

	if (!choice || !choice->sym || choice->sym->name)
		return;
	for (m = choice->list; m; m = m->next) {
		if (!m->sym || m->sym == sym || !m->sym->name)
			continue;
		sym_calc_value(m->sym);
		if (sym_get_tristate_value(m->sym) == yes)
			fprintf(out, "chosen\t%s\n", m->sym->name);
	}
}

static void print_menus(struct menu *m, struct symbol *sym)
{
	for (; m; m = m->next) {
		if (m->sym == sym) {
			if (m->prompt && m->prompt->text)
				fprintf(out, "prompt\t%s\n", m->prompt->text);
			fprintf(out, "at\t%s:%d\n", menu_file(m), m->lineno);
			if (m->prompt)
				print_menu_path(m);
			print_chosen(m, sym);
		}
		print_menus(m->list, sym);
	}
}

static void print_range(struct symbol *sym)
{
	struct property *prop;

	for_all_properties(sym, prop, P_RANGE) if (expr_calc_value(prop->visible.expr) != no)
	{
		sym_calc_value(prop->expr->left.sym);
		sym_calc_value(prop->expr->right.sym);
		fprintf(out, "range\t%s..%s\n", sym_get_string_value(prop->expr->left.sym),
			sym_get_string_value(prop->expr->right.sym));
		return;
	}
}

static void print_names(void)
{
	struct symbol **all = sym_re_search(".");

	for (int i = 0; all && all[i]; i++)
		if (all[i]->name)
			fprintf(out, "name\t%s\n", all[i]->name);
	free(all);
}

static void print_symbol(struct symbol *sym)
{
	struct property *prop;
	bool any = false, visible = false;

	sym_calc_value(sym);
	fprintf(out, "type\t%s\nvalue\t%s\n", sym_type_name(sym_get_type(sym)),
		sym_get_string_value(sym));
	print_menus(&rootmenu, sym);
	if (sym->dir_dep.expr && !expr_is_yes(sym->dir_dep.expr))
		print_expr("depends", sym->dir_dep.expr);
	for_all_prompts(sym, prop)
	{
		if (!any)
			print_unmet(prop->visible.expr);
		any = true;
		visible |= expr_calc_value(prop->visible.expr) != no;
	}
	if (!any)
		print_unmet(sym->dir_dep.expr);
	if (visible)
		fprintf(out, "visible\ty\n");
	print_active("selected", sym->rev_dep.expr);
	print_active("implied", sym->implied.expr);
	print_range(sym);
}

/* Reads the names and values of all that is asked for, then prints the answers. */
static void explain(char *question, bool *named)
{
	char *wanted = strchr(question, '=');
	struct symbol *sym;

	if (wanted)
		*wanted++ = '\0';
	sym = sym_find(question);
	fprintf(out, "symbol\t%s\n", question);
	if (!sym || sym_get_type(sym) == S_UNKNOWN) {
		fprintf(out, "unknown\t\n");
		if (!*named)
			print_names();
		*named = true;
		return;
	}
	if (conf_read(NULL))
		exit(1);
	print_symbol(sym);
	if (wanted)
		fprintf(out, "wanted\t%s\n", wanted);
	if (wanted)
		advice_print(out, sym, wanted);
	else if (is_tristate(sym) && sym_get_tristate_value(sym) == no)
		advice_print(out, sym, "y");
	else if (!is_tristate(sym) && sym->visible == no && has_prompt(sym))
		advice_print(out, sym, NULL);
}

int main(int argc, char **argv)
{
	bool named = false;

	/* stdout is for the answers: Kconfig's own messages go to stderr */
	out = fdopen(dup(1), "w");
	if (!out || dup2(2, 1) < 0 || argc < 2)
		return 1;
	conf_parse("Kconfig");
	advice_init(argv[1]);
	for (int i = 2; i < argc; i++)
		explain(argv[i], &named);
	return fclose(out) ? 1 : 0;
}
