/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Goals are met one by one, each in the cheapest way that the costs of node.h promise; if the goals
 * after it cannot be met then, in the next one. What it does not see (values that change with the
 * plan's, ranges) a trial shows.
 */
#include "search.h"

/* A search that leads nowhere would take for ever. */
#define TRIES_MAX 2000
#define TRIED_MAX 40  /* ways of one goal */
#define WAYS_MAX  600 /* some symbols are selected by hundreds of others */
#define TEXTS_MAX 200

/* An expression, or a symbol, that must be on or off. */
struct goal {
	struct expr *e;
	struct symbol *sym;
	bool on;
	struct node *owner; /* whose definition has the expression */
	const struct goal *next;
};

static struct plan *plan;
static int tries;

static bool solve(const struct goal *g);

/* ---- the plan ---- */

static void undo_to(int n)
{
	while (plan->n > n) {
		struct step *s = &plan->v[--plan->n];

		s->node->planned = -1;
		s->node->text = NULL;
	}
}

static bool add(struct node *node, tristate value, const char *set)
{
	if (plan->n == STEPS_MAX)
		return false;
	plan->v[plan->n++] = (struct step){.node = node, .value = set};
	node->planned = value;
	return true;
}

static bool assume(struct node *node, struct expr *comparison)
{
	if (!node || plan->n == STEPS_MAX)
		return false;
	plan->v[plan->n++] = (struct step){.node = node, .comparison = comparison, .assumed = true};
	return true;
}

/* One member of a choice is on, so the others are off. */
static bool add_member(struct node *node)
{
	for (struct menu *m = node->choice->list; m; m = m->next) {
		struct node *other = m->sym ? node_of(m->sym) : node;

		if (other == node || other->planned == no)
			continue;
		if (other->planned >= 0 || !add(other, no, NULL))
			return false;
	}
	return add(node, yes, "y");
}

/* ---- the ways to meet a goal ---- */

/* One way: what to set, and what else must hold. */
struct way {
	double cost;
	const char *set; /* NULL: nothing */
	struct expr *e[2];
	bool on[2];
	struct symbol *sym;
	struct property *earlier; /* a default: those before it must not apply */
	bool hidden;		  /* no prompt may be visible */
	bool assumed;
};

static int by_cost(const void *a, const void *b)
{
	const struct way *x = a, *y = b;

	return (x->cost > y->cost) - (x->cost < y->cost);
}

static void add_way(struct way *ways, int *n, struct way w)
{
	if (w.cost < NEVER && *n < WAYS_MAX)
		ways[(*n)++] = w;
}

/* The parts of "a || b || c" that would make it on, or of "a && b && c" that would make it off. */
static void add_parts(struct way *ways, int *n, struct expr *e, bool on, struct node *owner)
{
	if (e->type == (on ? E_OR : E_AND)) {
		add_parts(ways, n, e->left.expr, on, owner);
		add_parts(ways, n, e->right.expr, on, owner);
	} else {
		add_way(ways, n, (struct way){.cost = cost_of(e, on, owner), .e = {e}, .on = {on}});
	}
}

static void ways_on(struct way *ways, int *n, struct node *node)
{
	struct symbol *sym = node->sym;
	struct property *prop;

	for_all_prompts(sym, prop)
		add_way(ways, n,
			(struct way){.cost = (sym->name ? cost_of_setting(node, "y") : 0) +
					     cost_of(prop->visible.expr, true, node),
				     .set = sym->name ? "y" : NULL,
				     .e = {prop->visible.expr},
				     .on = {true}});
	if (sym->rev_dep.expr)
		add_way(ways, n,
			(struct way){.cost = COST_SET + cost_of(sym->rev_dep.expr, true, node),
				     .e = {sym->rev_dep.expr},
				     .on = {true}});
	if (sym->implied.expr && !has_prompt(sym))
		add_way(ways, n,
			(struct way){.cost = COST_SET + cost_of(sym->implied.expr, true, node),
				     .e = {sym->implied.expr, sym->dir_dep.expr},
				     .on = {true, true}});
	for_all_properties(sym, prop, P_DEFAULT)
		add_way(ways, n,
			(struct way){.cost = COST_SET + cost_of(prop->visible.expr, true, node) +
					     cost_of(prop->expr, true, node),
				     .e = {prop->visible.expr, prop->expr},
				     .on = {true, true},
				     .earlier = prop,
				     .hidden = true});
	if (is_leaf(node))
		add_way(ways, n, (struct way){.cost = cost_of_assuming(node), .assumed = true});
}

/* That it is not selected is a goal of its own. */
static void ways_off(struct way *ways, int *n, struct node *node)
{
	struct symbol *sym = node->sym;
	struct property *prop;

	if (node->choice) {
		for (struct menu *m = node->choice->list; m; m = m->next)
			if (m->sym && m->sym != sym)
				add_way(ways, n,
					(struct way){.cost = node_of(m->sym)->on, .sym = m->sym});
		return;
	}
	for_all_prompts(sym, prop)
		add_way(ways, n,
			(struct way){.cost = cost_of_setting(node, "n") +
					     cost_of(prop->visible.expr, true, node),
				     .set = "n",
				     .e = {prop->visible.expr},
				     .on = {true}});
	/* every default is off: solve_off() */
	add_way(ways, n, (struct way){.cost = COST_SET * 2, .hidden = true});
}

static bool solve_defaults_off(struct node *node, struct property *prop, const struct goal *next)
{
	struct goal g = {.owner = node, .next = next};
	int before = plan->n;

	while (prop && prop->type != P_DEFAULT)
		prop = prop->next;
	if (!prop)
		return solve(next);
	for (int i = 0; i < 2; i++) {
		struct goal rest = {
			.e = i ? prop->expr : prop->visible.expr, .owner = node, .next = next};

		g = rest;
		if (cost_of(g.e, false, node) >= NEVER)
			continue;
		if (solve_defaults_off(node, prop->next, &g))
			return true;
		undo_to(before);
	}
	return false;
}

/* Takes the way, then meets the goals after it. */
static bool take(struct node *node, const struct way *w, bool on, const struct goal *next)
{
	struct goal first = {.e = w->e[0], .on = w->on[0], .owner = node, .next = next};
	struct goal second = {.e = w->e[1], .on = w->on[1], .owner = node, .next = &first};
	struct goal member = {.sym = w->sym, .on = true, .next = next};
	const struct goal *goals = w->e[1] ? &second : w->e[0] ? &first : next;
	struct goal earlier[32];
	struct property *prop;
	int n = 0;

	if (node && node->sym) {
		if (w->assumed)
			return assume(node, NULL) && add(node, yes, NULL) && solve(next);
		if (on && node->choice ? !add_member(node) : !add(node, on ? yes : no, w->set))
			return false;
	}
	if (w->sym)
		return solve(&member);
	if (w->hidden && !w->earlier && node)
		return solve_defaults_off(node, node->sym->prop, goals);
	if (w->earlier) {
		for_all_properties(node->sym, prop, P_DEFAULT)
		{
			if (prop == w->earlier || n == 30)
				break;
			if (expr_value(prop->visible.expr) == no)
				continue;
			earlier[n] = (struct goal){
				.e = prop->visible.expr, .owner = node, .next = goals};
			goals = &earlier[n++];
		}
		for_all_prompts(node->sym, prop)
		{
			if (expr_value(prop->visible.expr) == no || n == 32)
				continue;
			earlier[n] = (struct goal){
				.e = prop->visible.expr, .owner = node, .next = goals};
			goals = &earlier[n++];
		}
	}
	return solve(goals);
}

static bool take_one(struct node *node, struct way *ways, int n, bool on, const struct goal *next)
{
	int before = plan->n;

	qsort(ways, n, sizeof(*ways), by_cost);
	for (int i = 0; i < n && i < TRIED_MAX; i++) {
		if (take(node, &ways[i], on, next))
			return true;
		undo_to(before);
	}
	return false;
}

static bool solve_parts(const struct goal *g)
{
	struct way *ways = malloc(WAYS_MAX * sizeof(*ways));
	int n = 0, before = plan->n;
	bool can = false;

	add_parts(ways, &n, g->e, g->on, g->owner);
	qsort(ways, n, sizeof(*ways), by_cost);
	for (int i = 0; i < n && i < TRIED_MAX && !can; i++) {
		struct goal part = {
			.e = ways[i].e[0], .on = g->on, .owner = g->owner, .next = g->next};

		can = solve(&part);
		if (!can)
			undo_to(before);
	}
	free(ways);
	return can;
}

static bool solve_symbol(struct symbol *sym, bool on, struct node *owner, const struct goal *next)
{
	struct node *node;
	struct goal unselected;
	struct way *ways;
	int n = 0;
	bool can;

	if (sym->flags & SYMBOL_CONST) {
		if (is_met(sym_get_tristate_value(sym), on))
			return solve(next);
		return on && sym == &symbol_no && cost_of_assuming(owner) < NEVER &&
		       assume(owner, NULL) && solve(next);
	}
	node = node_of(sym);
	if (node->planned >= 0)
		return node->planned == (on ? yes : no) && solve(next);
	if (is_met(node->now, on))
		return solve(next);
	if ((on ? node->on : node->off) >= NEVER)
		return false;
	unselected = (struct goal){.e = sym->rev_dep.expr, .owner = node, .next = next};
	if (!on && sym->rev_dep.expr)
		next = &unselected;
	ways = malloc(WAYS_MAX * sizeof(*ways));
	if (on)
		ways_on(ways, &n, node);
	else
		ways_off(ways, &n, node);
	can = take_one(node, ways, n, on, next);
	free(ways);
	return can;
}

/* ---- comparisons ---- */

static const char *keep_text(const char *text)
{
	static char texts[TEXTS_MAX][64];
	static int at;

	at = (at + 1) % TEXTS_MAX;
	snprintf(texts[at], sizeof(texts[at]), "%s", text);
	return texts[at];
}

static bool solve_text(struct node *node, enum expr_type op, const char *text,
		       struct expr *comparison, const struct goal *next)
{
	struct property *prop;
	const char *value;
	int before = plan->n;
	char buf[64];

	if (node->text)
		return compare(op, node->sym, node->text, text) && solve(next);
	value = satisfying(op, node->sym, text, buf);
	for_all_prompts(node->sym, prop)
	{
		struct goal g = {.e = prop->visible.expr, .on = true, .owner = node, .next = next};

		if (!value || cost_of_setting(node, value) + cost_of(g.e, true, node) >= NEVER)
			continue;
		value = keep_text(value);
		if (!add(node, yes, value))
			return false;
		node->text = value;
		if (solve(&g))
			return true;
		undo_to(before);
	}
	for_all_properties(node->sym, prop, P_DEFAULT)
	{
		struct goal g = {.e = prop->visible.expr, .on = true, .owner = node, .next = next};

		if (prop->expr->type != E_SYMBOL || cost_of(g.e, true, node) >= NEVER ||
		    !compare(op, node->sym, node_text(prop->expr->left.sym), text))
			continue;
		if (!add(node, yes, NULL))
			return false;
		node->text = node_text(prop->expr->left.sym);
		if (solve(&g))
			return true;
		undo_to(before);
	}
	return comparison && (!value || !has_prompt(node->sym)) && cost_of_assuming(node) < NEVER &&
	       assume(node, comparison) && solve(next);
}

static bool solve_comparison(const struct goal *g)
{
	enum expr_type op = g->on ? g->e->type : inverse(g->e->type);
	struct symbol *left = g->e->left.sym, *right = g->e->right.sym;
	const char *text = node_text(right);
	int before = plan->n;

	if (!is_tristate(left))
		return solve_text(node_of(left), op, text, g->e, g->next);
	if (right->flags & SYMBOL_CONST) {
		if (!strcmp(text, "m"))
			return op == E_UNEQUAL && solve_symbol(left, false, g->owner, g->next);
		return solve_symbol(left, (op == E_EQUAL) == !strcmp(text, "y"), g->owner, g->next);
	}
	for (int on = 0; on < 2; on++) {
		struct goal other = {.sym = right, .on = op == E_EQUAL ? on : !on, .next = g->next};

		if (solve_symbol(left, on, g->owner, &other))
			return true;
		undo_to(before);
	}
	return false;
}

/* ---- the search ---- */

static bool solve(const struct goal *g)
{
	if (!g)
		return true;
	if (++tries > TRIES_MAX)
		return false;
	if (g->sym)
		return solve_symbol(g->sym, g->on, g->owner, g->next);
	if (is_met(expr_value(g->e), g->on))
		return solve(g->next);
	if (!g->e || cost_of(g->e, g->on, g->owner) >= NEVER)
		return false;
	switch (g->e->type) {
	case E_SYMBOL:
		return solve_symbol(g->e->left.sym, g->on, g->owner, g->next);
	case E_NOT: {
		struct goal inner = {
			.e = g->e->left.expr, .on = !g->on, .owner = g->owner, .next = g->next};

		return solve(&inner);
	}
	case E_AND:
	case E_OR: {
		struct goal right = {
			.e = g->e->right.expr, .on = g->on, .owner = g->owner, .next = g->next};
		struct goal left = {
			.e = g->e->left.expr, .on = g->on, .owner = g->owner, .next = &right};

		return (g->e->type == E_AND) == g->on ? solve(&left) : solve_parts(g);
	}
	default:
		return solve_comparison(g);
	}
}

static void begin(struct plan *p)
{
	plan = p;
	plan->n = 0;
	tries = 0;
}

bool search(struct plan *p, struct symbol *sym, const char *wanted)
{
	struct goal modules = {.sym = modules_sym, .on = true};
	bool module = *wanted == 'm' && modules_sym, can;

	begin(p);
	if (is_tristate(sym))
		can = solve_symbol(sym, *wanted != 'n', NULL, module ? &modules : NULL);
	else
		can = solve_text(node_of(sym), E_EQUAL, wanted, NULL, NULL);
	return can;
}

bool search_prompt(struct plan *p, struct symbol *sym)
{
	struct property *prop;

	begin(p);
	for_all_prompts(sym, prop)
	{
		struct goal g = {.e = prop->visible.expr, .on = true, .owner = node_of(sym)};

		if (solve(&g))
			return true;
		undo_to(0);
	}
	return false;
}
