/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node.h"

#define ROUNDS 40

static struct node **all;
static int n_all;
static const struct requests *requests;
static enum freedom freedom;
static bool module;

/* ---- the nodes ---- */

/* scripts/kconfig/expr.h: "Reserved for UI usage" */
#define node_slot(sym) ((sym)->def[S_DEF_DEF3].val)

struct node *node_of(struct symbol *sym)
{
	struct node *n = node_slot(sym);

	if (n)
		return n;
	n = calloc(1, sizeof(*n));
	n->sym = sym;
	n->planned = -1;
	n->on = n->off = NEVER;
	node_slot(sym) = n;
	all = realloc(all, (n_all + 1) * sizeof(*all));
	return all[n_all++] = n;
}

static struct menu *choice_of(struct menu *m)
{
	if (!m->prompt)
		return NULL;
	for (m = m->parent; m && !m->sym; m = m->parent)
		;
	return m && m->sym && !m->sym->name ? m : NULL;
}

/* Whether the definition runs a program: "$(cc-option,-foo)", "$(success,test -e file)". */
static bool has_macro(struct menu *m)
{
	FILE *f = zconf_fopen(menu_file(m));
	char *line = NULL;
	size_t size = 0;
	bool found = false;

	for (int i = 1; f && getline(&line, &size, f) > 0; i++) {
		char *word = line + strspn(line, " \t");

		if (i > m->lineno && *line != ' ' && *line != '\t' && *line != '\n' && *line != '#')
			break;
		if (i > m->lineno && !strncmp(word, "help", 4))
			break;
		found |= i >= m->lineno && strstr(line, "$(");
	}
	free(line);
	if (f)
		fclose(f);
	return found;
}

static void add_menus(struct menu *m)
{
	for (; m; m = m->next) {
		if (m->sym) {
			struct node *n = node_of(m->sym);

			n->menus = realloc(n->menus, (n->n_menus + 1) * sizeof(m));
			n->menus[n->n_menus++] = m;
			if (!n->choice && m->sym->name)
				n->choice = choice_of(m);
		}
		add_menus(m->list);
	}
}

static bool mentions_no(struct expr *e)
{
	if (!e)
		return false;
	switch (e->type) {
	case E_SYMBOL:
		return e->left.sym == &symbol_no;
	case E_NOT:
		return mentions_no(e->left.expr);
	case E_AND:
	case E_OR:
		return mentions_no(e->left.expr) || mentions_no(e->right.expr);
	default:
		return false;
	}
}

static void find_macros(struct node *n)
{
	struct property *prop;
	bool constant = false;

	for (prop = n->sym->prop; prop; prop = prop->next)
		constant |= mentions_no(prop->visible.expr) ||
			    (prop->type == P_DEFAULT && mentions_no(prop->expr));
	for (int i = 0; constant && i < n->n_menus; i++)
		n->macro |= has_macro(n->menus[i]);
}

void nodes_init(void)
{
	struct symbol **named = sym_re_search(".");

	add_menus(rootmenu.list);
	for (int i = 0; named && named[i]; i++)
		node_of(named[i]);
	free(named);
	for (int i = 0; i < n_all; i++)
		find_macros(all[i]);
}

bool has_prompt(struct symbol *sym)
{
	struct property *prop;

	for_all_prompts(sym, prop) return true;
	return false;
}

/* ---- values ---- */

tristate node_value(struct symbol *sym)
{
	struct node *n;

	if (sym->flags & SYMBOL_CONST)
		return sym_get_tristate_value(sym);
	n = node_of(sym);
	return n->planned >= 0 ? (tristate)n->planned : n->now;
}

const char *node_text(struct symbol *sym)
{
	static const char *const names[] = {"n", "m", "y"};
	struct node *n;

	if (sym->flags & SYMBOL_CONST)
		return sym_get_string_value(sym);
	n = node_of(sym);
	if (is_tristate(sym))
		return names[node_value(sym)];
	return n->text ? n->text : text_now(sym);
}

static bool is_number(const char *s)
{
	char *end;

	strtoll(s, &end, 0);
	return *s && !*end;
}

bool compare(enum expr_type op, struct symbol *left, const char *a, const char *b)
{
	int base = left->type == S_HEX ? 16 : left->type == S_INT ? 10 : 0;
	long long x = strtoll(a, NULL, base), y = strtoll(b, NULL, base);
	int order = is_number(a) && is_number(b) ? (x > y) - (x < y) : strcmp(a, b);

	switch (op) {
	case E_EQUAL:
		return order == 0;
	case E_UNEQUAL:
		return order != 0;
	case E_LTH:
		return order < 0;
	case E_LEQ:
		return order <= 0;
	case E_GTH:
		return order > 0;
	default:
		return order >= 0;
	}
}

enum expr_type inverse(enum expr_type op)
{
	return op == E_EQUAL	 ? E_UNEQUAL
	       : op == E_UNEQUAL ? E_EQUAL
	       : op == E_LTH	 ? E_GEQ
	       : op == E_GEQ	 ? E_LTH
	       : op == E_GTH	 ? E_LEQ
				 : E_GTH;
}

const char *satisfying(enum expr_type op, struct symbol *left, const char *text, char buf[64])
{
	long long value = strtoll(text, NULL, 0);

	if (op == E_EQUAL)
		return text;
	if (!is_number(text))
		return NULL;
	value += op == E_UNEQUAL || op == E_GTH ? 1 : op == E_LTH ? -1 : 0;
	snprintf(buf, 64, left->type == S_HEX ? "0x%llx" : "%lld", value);
	return buf;
}

tristate expr_value(struct expr *e)
{
	tristate a, b;

	if (!e)
		return yes;
	switch (e->type) {
	case E_SYMBOL:
		return node_value(e->left.sym);
	case E_AND:
	case E_OR:
		/* not within the macros, which have their arguments twice */
		a = expr_value(e->left.expr);
		b = expr_value(e->right.expr);
		return e->type == E_AND ? EXPR_AND(a, b) : EXPR_OR(a, b);
	case E_NOT:
		a = expr_value(e->left.expr);
		return EXPR_NOT(a);
	default:
		return compare(e->type, e->left.sym, node_text(e->left.sym),
			       node_text(e->right.sym))
			       ? yes
			       : no;
	}
}

/* ---- costs ---- */

bool is_met(tristate value, bool on)
{
	return on ? value == yes || (module && value == mod) : value == no;
}

double cost_of_setting(struct node *n, const char *value)
{
	const struct request *r = n->sym->name ? requests_find(requests, n->sym->name) : NULL;
	double cost = COST_SET + n->extra;

	if (!r || !strcmp(r->value, value))
		return cost;
	if (r->owner == USER)
		return freedom == KEEP_USER ? NEVER : cost + COST_USER;
	return cost + (r->owner == JIFFY ? COST_JIFFY : 0);
}

double cost_of_assuming(struct node *owner)
{
	if (freedom != ASSUME)
		return NEVER;
	return owner && owner->macro ? COST_ASSUME : COST_FIXED;
}

/* Nothing can turn it on: another architecture's, or one that is not there. */
bool is_leaf(struct node *n)
{
	struct property *prop;

	if (has_prompt(n->sym) || n->sym->rev_dep.expr || n->sym->implied.expr)
		return false;
	for_all_properties(n->sym, prop, P_DEFAULT) return false;
	return true;
}

static double at_most_never(double cost)
{
	return cost < NEVER ? cost : NEVER;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double cost_of_comparison(struct expr *e, bool on, struct node *owner)
{
	enum expr_type op = on ? e->type : inverse(e->type);
	struct symbol *left = e->left.sym, *right = e->right.sym;
	struct node *n = node_of(left);
	struct property *prop;
	double best = NEVER;
	char buf[64];
	const char *value;

	if (compare(op, left, node_text(left), node_text(right)))
		return 0;
	if (is_tristate(left) && (right->flags & SYMBOL_CONST)) {
		bool is_yes = !strcmp(node_text(right), "y"),
		     is_no = !strcmp(node_text(right), "n");

		if (!is_yes && !is_no)
			return op == E_UNEQUAL ? least(n->on, n->off) : NEVER;
		return (op == E_EQUAL) == is_yes ? n->on : n->off;
	}
	if (is_tristate(left)) {
		struct node *r = node_of(right);

		return op == E_EQUAL ? least(n->on + r->on, n->off + r->off)
				     : least(n->on + r->off, n->off + r->on);
	}
	value = satisfying(op, left, node_text(right), buf);
	for_all_prompts(left, prop) if (value) best =
		least(best, cost_of_setting(n, value) + cost_of(prop->visible.expr, true, n));
	for_all_properties(
		left, prop,
		P_DEFAULT) if (prop->expr->type == E_SYMBOL &&
			       compare(op, left, node_text(prop->expr->left.sym), node_text(right)))
		best = least(best, COST_SET + cost_of(prop->visible.expr, true, n));
	/* any text will not do */
	if (best == NEVER && (!value || !has_prompt(left)))
		best = cost_of_assuming(n) < NEVER ? COST_ASSUME : NEVER;
	return at_most_never(best);
}

/* In one walk: some expressions have hundreds of parts. */
struct costs {
	tristate value;
	double on, off;
};

static struct costs costs_of(struct expr *e, struct node *owner)
{
	struct costs c = {yes, 0, NEVER}, a, b;

	if (!e)
		return c;
	switch (e->type) {
	case E_SYMBOL:
		c.value = node_value(e->left.sym);
		if (e->left.sym->flags & SYMBOL_CONST) {
			c.on = e->left.sym == &symbol_no ? cost_of_assuming(owner) : NEVER;
		} else {
			c.on = node_of(e->left.sym)->on;
			c.off = node_of(e->left.sym)->off;
		}
		break;
	case E_NOT:
		a = costs_of(e->left.expr, owner);
		c = (struct costs){EXPR_NOT(a.value), a.off, a.on};
		break;
	case E_AND:
		a = costs_of(e->left.expr, owner);
		b = costs_of(e->right.expr, owner);
		c = (struct costs){EXPR_AND(a.value, b.value), at_most_never(a.on + b.on),
				   least(a.off, b.off)};
		break;
	case E_OR:
		a = costs_of(e->left.expr, owner);
		b = costs_of(e->right.expr, owner);
		c = (struct costs){EXPR_OR(a.value, b.value), least(a.on, b.on),
				   at_most_never(a.off + b.off)};
		break;
	default:
		c.value = expr_value(e);
		c.on = cost_of_comparison(e, true, owner);
		c.off = cost_of_comparison(e, false, owner);
	}
	if (is_met(c.value, true))
		c.on = 0;
	if (is_met(c.value, false))
		c.off = 0;
	return c;
}

double cost_of(struct expr *e, bool on, struct node *owner)
{
	struct costs c = costs_of(e, owner);

	return on ? c.on : c.off;
}

static double cost_of_on(struct node *n)
{
	struct property *prop;
	struct symbol *sym = n->sym;
	double best = NEVER;

	if (is_met(n->now, true))
		return 0;
	for_all_prompts(sym, prop) best = least(best, (sym->name ? cost_of_setting(n, "y") : 0) +
							      cost_of(prop->visible.expr, true, n));
	if (sym->rev_dep.expr)
		best = least(best, COST_SET + cost_of(sym->rev_dep.expr, true, n));
	if (sym->implied.expr && !has_prompt(sym))
		best = least(best, COST_SET + cost_of(sym->implied.expr, true, n));
	for_all_properties(sym, prop, P_DEFAULT) best =
		least(best, COST_SET + cost_of(prop->visible.expr, true, n) +
				    cost_of(prop->expr, true, n));
	return is_leaf(n) ? cost_of_assuming(n) : at_most_never(best);
}

static double cost_of_off(struct node *n)
{
	struct symbol *sym = n->sym;
	struct property *prop;
	double cost = 0, hidden = NEVER, other = NEVER;
	struct menu *m;

	if (n->now == no)
		return 0;
	if (sym->rev_dep.expr)
		cost = cost_of(sym->rev_dep.expr, false, n);
	if (n->choice) {
		for (m = n->choice->list; m; m = m->next)
			if (m->sym && m->sym != sym)
				other = least(other, node_of(m->sym)->on);
		return at_most_never(cost + other);
	}
	for_all_prompts(sym, prop) hidden =
		least(hidden, cost_of(prop->visible.expr, true, n) + cost_of_setting(n, "n"));
	if (hidden < NEVER)
		return at_most_never(cost + hidden);
	for_all_properties(sym, prop, P_DEFAULT) cost +=
		least(cost_of(prop->visible.expr, false, n), cost_of(prop->expr, false, n));
	return at_most_never(cost);
}

/* Until no symbol gets cheaper. */
static void compute_costs(void)
{
	bool changed = true;

	for (int round = 0; changed && round < ROUNDS; round++) {
		changed = false;
		for (int i = 0; i < n_all; i++) {
			struct node *n = all[i];
			double on = cost_of_on(n), off = cost_of_off(n);

			changed |= on < n->on || off < n->off;
			n->on = least(n->on, on);
			n->off = least(n->off, off);
		}
	}
}

void nodes_update(const struct requests *r, enum freedom f, bool m, bool afresh)
{
	static bool computed[FREEDOMS];
	const bool use_first = computed[f] && !afresh;

	requests = r;
	freedom = f;
	module = m;
	for (int i = 0; i < n_all; i++) {
		struct node *n = all[i];

		n->now = value_now(n->sym);
		n->planned = -1;
		n->text = NULL;
		n->on = is_met(n->now, true) ? 0 : use_first ? n->first_on[f] : NEVER;
		n->off = is_met(n->now, false) ? 0 : use_first ? n->first_off[f] : NEVER;
	}
	if (use_first)
		return;
	compute_costs();
	for (int i = 0; i < n_all && !computed[f] && !module; i++) {
		all[i]->first_on[f] = all[i]->on;
		all[i]->first_off[f] = all[i]->off;
	}
	computed[f] |= !module;
}

void nodes_forget(void)
{
	for (int i = 0; i < n_all; i++)
		all[i]->extra = 0;
}
