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
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lkc.h"

#ifdef MENU_HAS_FILENAME /* Linux 6.9 and later */
#define menu_file(m) ((m)->filename)
#else
#define menu_file(m) ((m)->file->name)
#endif

#define PLAN_MAX  24	 /* symbols to set; nobody would read more */
#define STEPS_MAX 300000 /* of the search; some symbols are selected by hundreds of others */

static FILE *out;

static bool is_tristate(struct symbol *sym)
{
	enum symbol_type type = sym_get_type(sym);

	return type == S_BOOLEAN || type == S_TRISTATE;
}

/* ------------------------------------------------------------------------------------------------
 * The search for what to set. A plan is a set of symbols with new values; everything else has the
 * value of .config.
 */
struct plan {
	struct {
		struct symbol *sym;
		tristate value;
		bool derived; /* follows from the others: it is not set by hand */
	} step[PLAN_MAX];
	int n, cost; /* cost: steps that are not derived */
};

static long steps;

static tristate planned(const struct plan *p, struct symbol *sym)
{
	for (int i = 0; i < p->n; i++)
		if (p->step[i].sym == sym)
			return p->step[i].value;
	sym_calc_value(sym);
	return sym_get_tristate_value(sym);
}

static const char *planned_text(const struct plan *p, struct symbol *sym)
{
	static const char *const names[] = {"n", "m", "y"};

	if (sym->name && !(sym->flags & SYMBOL_CONST) && is_tristate(sym))
		return names[planned(p, sym)];
	sym_calc_value(sym);
	return sym_get_string_value(sym);
}

static tristate planned_expr(const struct plan *p, struct expr *e)
{
	bool same;

	if (!e)
		return yes;
	switch (e->type) {
	case E_SYMBOL:
		return planned(p, e->left.sym);
	case E_AND:
		return EXPR_AND(planned_expr(p, e->left.expr), planned_expr(p, e->right.expr));
	case E_OR:
		return EXPR_OR(planned_expr(p, e->left.expr), planned_expr(p, e->right.expr));
	case E_NOT:
		return EXPR_NOT(planned_expr(p, e->left.expr));
	case E_EQUAL:
	case E_UNEQUAL:
		same = !strcmp(planned_text(p, e->left.sym), planned_text(p, e->right.sym));
		return same == (e->type == E_EQUAL) ? yes : no;
	default:
		return expr_calc_value(e);
	}
}

static bool set_symbol(struct plan *p, struct symbol *sym, tristate value, int limit);

static bool holds(const struct plan *p, struct expr *e, bool wanted)
{
	return planned_expr(p, e) == (wanted ? yes : no);
}

static bool set_comparison(struct plan *p, struct expr *e, bool equal, int limit)
{
	const char *text = planned_text(p, e->right.sym);

	if (!is_tristate(e->left.sym) || strlen(text) != 1 || !strchr("nmy", *text))
		return false;
	if (equal)
		return set_symbol(p, e->left.sym,
				  *text == 'y'	 ? yes
				  : *text == 'm' ? mod
						 : no,
				  limit);
	return *text != 'm' && set_symbol(p, e->left.sym, *text == 'n' ? yes : no, limit);
}

/* Extends the plan so that e is y (wanted) or n, with at most 'limit' symbols to set. */
static bool satisfy(struct plan *p, struct expr *e, bool wanted, int limit)
{
	struct plan left, right;
	bool can_left, can_right;

	if (holds(p, e, wanted))
		return true;
	if (++steps > STEPS_MAX)
		return false;
	switch (e->type) {
	case E_SYMBOL:
		return set_symbol(p, e->left.sym, wanted ? yes : no, limit);
	case E_NOT:
		return satisfy(p, e->left.expr, !wanted, limit);
	case E_EQUAL:
	case E_UNEQUAL:
		return set_comparison(p, e, (e->type == E_EQUAL) == wanted, limit);
	case E_AND:
	case E_OR:
		break;
	default:
		return false;
	}
	if ((e->type == E_AND) == wanted)
		return satisfy(p, e->left.expr, wanted, limit) &&
		       satisfy(p, e->right.expr, wanted, limit) && holds(p, e, wanted);
	left = right = *p;
	can_left = satisfy(&left, e->left.expr, wanted, limit);
	can_right = satisfy(&right, e->right.expr, wanted, can_left ? left.cost - 1 : limit);
	if (can_left || can_right)
		*p = can_right ? right : left;
	return can_left || can_right;
}

static bool has_prompt(struct symbol *sym)
{
	struct property *prop;

	for_all_prompts(sym, prop) return true;
	return false;
}

/* A symbol that nobody can set is on when something selects it or its default is y. */
static bool derive(struct plan *p, struct symbol *sym, int limit)
{
	struct property *prop;
	struct plan best = *p, try;
	bool can;

	can = sym->rev_dep.expr && satisfy(&best, sym->rev_dep.expr, true, limit);
	for_all_properties(sym, prop, P_DEFAULT)
	{
		int bound = can ? best.cost - 1 : limit;

		try = *p;
		if (satisfy(&try, sym->dir_dep.expr, true, bound) &&
		    satisfy(&try, prop->visible.expr, true, bound) &&
		    satisfy(&try, prop->expr, true, bound)) {
			best = try;
			can = true;
		}
	}
	if (can)
		*p = best;
	return can;
}

/* A symbol with a prompt can be set where the prompt is visible. */
static bool reveal(struct plan *p, struct symbol *sym, int limit)
{
	struct property *prop;
	struct plan best = *p, try;
	bool can = false;

	for_all_prompts(sym, prop)
	{
		try = *p;
		if (satisfy(&try, prop->visible.expr, true, can ? best.cost - 1 : limit)) {
			best = try;
			can = true;
		}
	}
	if (can)
		*p = best;
	return can;
}

static bool turn_off(struct plan *p, struct symbol *sym, int limit)
{
	struct property *prop;

	if (sym->rev_dep.expr && !satisfy(p, sym->rev_dep.expr, false, limit))
		return false;
	if (has_prompt(sym))
		return true;
	for_all_properties(sym, prop, P_DEFAULT) if (!satisfy(p, prop->expr, false, limit) &&
						     !satisfy(p, prop->visible.expr, false,
							      limit)) return false;
	return true;
}

static bool set_symbol(struct plan *p, struct symbol *sym, tristate value, int limit)
{
	struct plan saved = *p;
	bool derived = !has_prompt(sym);

	for (int i = 0; i < p->n; i++)
		if (p->step[i].sym == sym)
			return p->step[i].value == value;
	if ((sym->flags & SYMBOL_CONST) || !sym->name || p->n == PLAN_MAX ||
	    p->cost + !derived > limit)
		return false;
	p->step[p->n].sym = sym;
	p->step[p->n].value = value;
	p->step[p->n++].derived = derived;
	p->cost += !derived;
	if (value == no ? turn_off(p, sym, limit)
	    : derived	? derive(p, sym, limit)
			: reveal(p, sym, limit))
		return true;
	*p = saved;
	return false;
}

/* Kconfig refuses a value that the symbol cannot have, but knows this only after calculating it. */
static void assign(struct symbol *sym, tristate value)
{
	sym_calc_value(sym);
	sym_set_tristate_value(sym, value);
}

/* Whether Kconfig itself agrees with the plan, which is tried and undone. */
static bool plan_works(const struct plan *p, struct symbol *sym, const char *wanted)
{
	tristate before[PLAN_MAX];
	bool works;

	for (int i = 0; i < p->n; i++) {
		sym_calc_value(p->step[i].sym);
		before[i] = sym_get_tristate_value(p->step[i].sym);
	}
	for (int pass = 0; pass < p->n; pass++)
		for (int i = p->n - 1; i >= 0; i--)
			if (!p->step[i].derived)
				assign(p->step[i].sym, p->step[i].value);
	sym_calc_value(sym);
	if (is_tristate(sym))
		works = sym_get_tristate_value(sym) == (*wanted == 'n'	 ? no
							: *wanted == 'm' ? mod
									 : yes);
	else
		works = sym->visible != no;
	for (int i = 0; i < p->n; i++)
		if (!p->step[i].derived)
			assign(p->step[i].sym, before[i]);
	return works;
}

static void print_plan(struct symbol *sym, const char *wanted)
{
	struct plan p = {.n = 0};
	bool off = is_tristate(sym) && *wanted == 'n', can;

	steps = 0;
	if (*wanted == 'm' && is_tristate(sym) && modules_sym &&
	    !set_symbol(&p, modules_sym, yes, PLAN_MAX))
		return;
	if (is_tristate(sym))
		can = set_symbol(&p, sym, off ? no : *wanted == 'm' ? mod : yes, PLAN_MAX);
	else
		can = reveal(&p, sym, PLAN_MAX);
	if (!can || !plan_works(&p, sym, wanted))
		return;
	for (int i = 0; i < p.n; i++)
		if (!p.step[i].derived && p.step[i].sym != sym)
			fprintf(out, "enable\t%s=%c\n", p.step[i].sym->name,
				"nmy"[p.step[i].value]);
}

/* ------------------------------------------------------------------------------------------------
 * The answers.
 */
static void print_expr(const char *key, struct expr *e)
{
	struct gstr text = str_new();

	expr_gstr_print(e, &text);
	fprintf(out, "%s\t%s\n", key, str_get(&text));
	str_free(&text);
}

static void print_unmet(struct expr *e)
{
	if (!e || expr_calc_value(e) == yes)
		return;
	if (e->type == E_AND) {
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
	print_symbol(sym);
	if (wanted)
		print_plan(sym, wanted);
	else if (is_tristate(sym) && sym_get_tristate_value(sym) == no)
		print_plan(sym, "y");
}

int main(int argc, char **argv)
{
	bool named = false;

	/* stdout is for the answers: Kconfig's own messages go to stderr */
	out = fdopen(dup(1), "w");
	if (!out || dup2(2, 1) < 0)
		return 1;
	conf_parse("Kconfig");
	if (conf_read(NULL))
		return 1;
	for (int i = 1; i < argc; i++)
		explain(argv[i], &named);
	return fclose(out) ? 1 : 0;
}
