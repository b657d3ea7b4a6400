/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advice.h"

#define ROUNDS	 8 /* of searching on from what a trial left */
#define ATTEMPTS 5 /* with other ways, since the first did not work */
#define EXTRA	 10

static struct requests base;
static struct plan plan;

/* ---- what is asked, and whether a set of requests answers it ---- */

struct question {
	struct symbol *sym;
	const char *wanted; /* NULL: a visible prompt */
	bool module;	    /* 'm' is enough for what it depends on, and for what selects it */
};

static bool is_answered(const struct question *q)
{
	sym_calc_value(q->sym);
	return q->wanted ? has_value(q->sym, q->wanted) : q->sym->visible != no;
}

/* A request that the base has, too, is not an addition. */
static bool is_addition(const struct request *r)
{
	const struct request *old = requests_find(&base, r->name);

	return !old || strcmp(old->value, r->value);
}

static bool is_held(const struct request *r)
{
	struct symbol *sym = sym_find(r->name);

	return sym && sym->type != S_UNKNOWN ? has_value(sym, r->value) : !strcmp(r->value, "n");
}

/* How many of the owner's requests are not met after the trial, though they were at first. */
static int count_lost(const struct requests *r, enum owner owner)
{
	int n = 0;

	for (int i = 0; i < r->n; i++)
		n += r->v[i].owner == owner && !r->v[i].unmet && !is_held(&r->v[i]);
	return n;
}

static int count_additions(const struct requests *r)
{
	int n = 0;

	for (int i = 0; i < r->n; i++)
		n += is_addition(&r->v[i]);
	return n;
}

/* After its trial: NOBODY owns what the advice adds. */
static bool works(const struct question *q, const struct requests *r)
{
	return is_answered(q) && !count_lost(r, NOBODY) && !count_lost(r, USER);
}

/* ---- making it ---- */

static bool add_plan(const struct question *q, struct requests *r)
{
	bool changed = false;

	for (int i = 0; i < plan.n; i++) {
		const struct step *s = &plan.v[i];
		const struct request *old;

		if (!s->value || !s->node->sym->name || s->node->sym == q->sym)
			continue;
		old = requests_find(r, s->node->sym->name);
		if (old && !strcmp(old->value, s->value))
			continue;
		requests_set(r, s->node->sym->name, s->value, NOBODY);
		changed = true;
	}
	return changed;
}

static bool search_for(const struct question *q)
{
	return q->wanted ? search(&plan, q->sym, q->wanted) : search_prompt(&plan, q->sym);
}

static void begin(const struct question *q, struct requests *r)
{
	struct property *prop;
	bool prompt = false;

	requests_copy(r, &base);
	for_all_prompts(q->sym, prop) prompt = true;
	if (q->wanted && prompt)
		requests_set(r, q->sym->name, q->wanted, NOBODY);
}

static void without(struct requests *to, const struct requests *from, const char *name)
{
	requests_copy(to, from);
	for (int i = 0; i < to->n; i++)
		if (!strcmp(to->v[i].name, name)) {
			const struct request *old = requests_find(&base, name);

			if (old) {
				requests_set(to, name, old->value, old->owner);
				return;
			}
			free(to->v[i].name);
			free(to->v[i].value);
			memmove(&to->v[i], &to->v[i + 1], (to->n - i - 1) * sizeof(*to->v));
			to->n--;
			return;
		}
}

/* Takes out every addition that is not needed. */
static void minimise(const struct question *q, struct requests *r)
{
	struct requests fewer = {0};
	int lost;

	trial(r);
	lost = count_lost(r, JIFFY);
	for (int i = r->n - 1; i >= 0; i--) {
		if (r->v[i].owner != NOBODY || !strcmp(r->v[i].name, q->sym->name))
			continue;
		without(&fewer, r, r->v[i].name);
		trial(&fewer);
		if (works(q, &fewer) && count_lost(&fewer, JIFFY) <= lost) {
			requests_free(r);
			*r = fewer;
			fewer = (struct requests){0};
			if (i > r->n)
				i = r->n;
		} else {
			requests_free(&fewer);
		}
	}
	trial(r);
}

/* Adds to the requests; returns whether that changed them. */
static bool search_on(const struct question *q, enum freedom freedom, struct requests *r,
		      bool afresh)
{
	nodes_update(r, freedom, q->module, afresh || q->module);
	return search_for(q) && add_plan(q, r);
}

/* Whatever else is set: the costs promise too much rather than too little. */
static bool is_out_of_reach(const struct question *q)
{
	return q->wanted && *q->wanted == 'y' && is_tristate(q->sym) &&
	       node_of(q->sym)->on >= NEVER;
}

/* Searches on from what each trial left. *any: there was a plan. */
static bool attempt(const struct question *q, enum freedom freedom, struct requests *r, bool afresh,
		    bool *any)
{
	begin(q, r);
	trial(r);
	for (int round = 0; round < ROUNDS; round++) {
		if (works(q, r))
			return true;
		if (!search_on(q, freedom, r, afresh) &&
		    (afresh || is_out_of_reach(q) || !search_on(q, freedom, r, true)))
			return false;
		*any = true;
		trial(r);
	}
	return works(q, r);
}

/* So that the next attempt goes another way. */
static void avoid(const struct question *q, const struct requests *r)
{
	for (int i = 0; i < r->n; i++)
		if (r->v[i].owner == NOBODY && strcmp(r->v[i].name, q->sym->name))
			node_of(sym_find(r->v[i].name))->extra += EXTRA;
}

static bool find_way(const struct question *q, enum freedom freedom, struct requests *best)
{
	int lost = -1;

	nodes_forget();
	for (int i = 0; i < ATTEMPTS && lost; i++) {
		struct requests r = {0};
		bool any = false, can = attempt(q, freedom, &r, i > 0, &any);

		avoid(q, &r);
		if (can) {
			int n;

			minimise(q, &r);
			n = count_lost(&r, JIFFY);
			if (lost < 0 || n < lost) {
				requests_free(best);
				*best = r;
				lost = n;
				continue;
			}
		}
		requests_free(&r);
		if (!any)
			break;
	}
	nodes_forget();
	return lost >= 0;
}

/* ---- printing it ---- */

static void print_way(FILE *out, struct symbol *sym, const struct requests *r)
{
	trial(r);
	fprintf(out, "way\ty\n");
	for (int i = 0; i < r->n; i++)
		if (r->v[i].owner == NOBODY && is_addition(&r->v[i]) &&
		    (strcmp(r->v[i].name, sym->name) || !has_prompt(sym)))
			fprintf(out, "enable\t%s=%s\n", r->v[i].name, r->v[i].value);
	for (int i = 0; i < r->n; i++)
		if (r->v[i].owner == JIFFY && !r->v[i].unmet && !is_held(&r->v[i]))
			fprintf(out, "lost\t%s=%s\n", r->v[i].name, r->v[i].value);
	for (int i = 0; i < base.n; i++)
		if (base.v[i].owner == JIFFY && is_addition(requests_find(r, base.v[i].name)))
			fprintf(out, "lost\t%s=%s\n", base.v[i].name, base.v[i].value);
}

/* The lines of the definition that run programs, as they are written. */
static void print_macros(FILE *out, struct node *n)
{
	for (int i = 0; i < n->n_menus; i++) {
		FILE *f = zconf_fopen(menu_file(n->menus[i]));
		char *line = NULL;
		size_t size = 0;

		for (int at = 1; f && getline(&line, &size, f) > 0; at++) {
			char *word = line + strspn(line, " \t");

			if (at > n->menus[i]->lineno && *line != ' ' && *line != '\t' &&
			    *line != '\n' && *line != '#')
				break;
			if (at > n->menus[i]->lineno && !strncmp(word, "help", 4))
				break;
			word[strcspn(word, "\n")] = '\0';
			if (at >= n->menus[i]->lineno && strstr(word, "$("))
				fprintf(out, "\t%s", word);
		}
		free(line);
		if (f)
			fclose(f);
	}
}

static void print_cause(FILE *out, const struct step *s)
{
	struct node *n = s->node;
	struct gstr text = str_new();

	if (s->comparison) {
		expr_gstr_print(s->comparison, &text);
		fprintf(out, "cause\tcompare %s", str_get(&text));
	} else if (n->macro) {
		fprintf(out, "cause\tmacro %s", n->sym->name ? n->sym->name : "a choice");
		print_macros(out, n);
	} else if (n->sym->name) {
		fprintf(out, "cause\t%s %s", n->n_menus ? "off" : "undefined", n->sym->name);
	}
	fprintf(out, "\n");
	str_free(&text);
}

static void print_causes(FILE *out, const struct question *q)
{
	struct requests r = {0};

	begin(q, &r);
	trial(&r);
	nodes_update(&r, ASSUME, false, false);
	if (search_for(q))
		for (int i = 0; i < plan.n; i++)
			if (plan.v[i].assumed)
				print_cause(out, &plan.v[i]);
	requests_free(&r);
}

static bool has_users(void)
{
	for (int i = 0; i < base.n; i++)
		if (base.v[i].owner == USER)
			return true;
	return false;
}

void advice_init(const char *path)
{
	requests_read(&base, path);
	trial(&base);
	for (int i = 0; i < base.n; i++)
		base.v[i].unmet = !is_held(&base.v[i]);
	nodes_init();
}

/* Whatever the user asked for stays, if it can. */
static bool find_any_way(const struct question *q, struct requests *way)
{
	return find_way(q, KEEP_USER, way) || (has_users() && find_way(q, ALL, way));
}

void advice_print(FILE *out, struct symbol *sym, const char *wanted)
{
	const bool switchable = wanted && is_tristate(sym), on = switchable && *wanted == 'y';
	/* in this order */
	const struct question questions[] = {
		{sym, wanted, switchable && *wanted == 'm'},
		{sym, on ? "y" : NULL, true},
		{sym, on && sym->type == S_TRISTATE ? "m" : NULL, true},
	};
	struct requests way = {0};
	bool found = find_any_way(&questions[0], &way);

	for (int i = 1; i < 3 && !found; i++) {
		found = questions[i].wanted && find_any_way(&questions[i], &way);
		if (found && *questions[i].wanted == 'm')
			fprintf(out, "module\ty\n");
	}
	if (found)
		print_way(out, sym, &way);
	else
		print_causes(out, &questions[0]);
	requests_free(&way);
}
