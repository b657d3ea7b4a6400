/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/compare.h"

#include "report/units.h"

#define CALL_LEAST_US 50 /* a smaller difference would read "0.0 ms" */

static uint64_t size_of(const struct change *c)
{
	return c->after > c->before ? c->after - c->before : c->before - c->after;
}

static int greatest_first(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	uint64_t p = size_of(x), q = size_of(y);

	return p != q ? (p < q ? 1 : -1) : strcmp(x->name, y->name);
}

static void add(struct change_list *l, const char *name, const char *kind, uint64_t before,
		uint64_t after, enum change_side side)
{
	if (before == after)
		return;
	if (!(l->n & (l->n - 1)))
		l->v = xrealloc(l->v, l->n ? 2 * l->n : 1, sizeof(*l->v));
	l->v[l->n++] = (struct change){name, kind, before, after, side};
	if (after > before)
		l->grew += after - before;
	else
		l->shrank += before - after;
}

static void settle(struct change_list *l)
{
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), greatest_first);
}

/* A merge: both are sorted by name and kind. */
static void compare_sizes(const struct size_list *old, const struct size_list *new,
			  struct change_list *out)
{
	size_t i = 0, j = 0;

	while (i < old->n || j < new->n) {
		const struct size_entry *a = i < old->n ? &old->v[i] : NULL,
					*b = j < new->n ? &new->v[j] : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);

		if (a && b && !order)
			order = (int)a->kind - (int)b->kind;
		if (order < 0)
			add(out, a->name, size_kind_name(a->kind), a->bytes, 0, CHANGE_GONE);
		else if (order > 0)
			add(out, b->name, size_kind_name(b->kind), 0, b->bytes, CHANGE_NEW);
		else
			add(out, a->name, size_kind_name(a->kind), a->bytes, b->bytes, CHANGE_BOTH);
		i += order <= 0;
		j += order >= 0;
	}
	settle(out);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct boot_call *const *)a)->name,
		      (*(const struct boot_call *const *)b)->name);
}

static const struct boot_call **sorted_calls(const struct boot_log *l)
{
	const struct boot_call **v = xcalloc(l->n_calls + 1, sizeof(*v));

	for (size_t i = 0; i < l->n_calls; i++)
		v[i] = &l->calls[i];
	qsort(v, l->n_calls, sizeof(*v), by_name);
	return v;
}

static void add_call(struct change_list *l, const struct boot_call *old,
		     const struct boot_call *new)
{
	uint64_t before = old ? old->took_us : 0, after = new ? new->took_us : 0;

	if (after < before + CALL_LEAST_US && before < after + CALL_LEAST_US)
		return;
	add(l, (old ? old : new)->name, NULL, before, after,
	    !new   ? CHANGE_GONE
	    : !old ? CHANGE_NEW
		   : CHANGE_BOTH);
}

static void compare_calls(const struct boot_log *old, const struct boot_log *new,
			  struct change_list *out)
{
	_cleanup_free_ const struct boot_call **a = sorted_calls(old), **b = sorted_calls(new);
	size_t i = 0, j = 0;

	while (i < old->n_calls || j < new->n_calls) {
		int order = i == old->n_calls	? 1
			    : j == new->n_calls ? -1
						: strcmp(a[i]->name, b[j]->name);

		add_call(out, order <= 0 ? a[i] : NULL, order >= 0 ? b[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	settle(out);
}

static void compare_totals(struct comparison *c)
{
	const struct facts *old = c->old, *new = c->new;
	const struct spread boot[] = {facts_boot(old), facts_boot(new)},
			    memory[] = {facts_memory(old), facts_memory(new)};

	c->has_text = old->has_sizes && new->has_sizes;
	c->text = (struct change){"text", "text", sizes_total(&old->sizes, SIZE_TEXT),
				  sizes_total(&new->sizes, SIZE_TEXT), CHANGE_BOTH};
	c->has_boot = boot[0].n && boot[1].n;
	c->boot = (struct change){"boot", NULL, boot[0].median, boot[1].median, CHANGE_BOTH};
	c->boot_noise = !facts_boot_differs(old, new);
	c->has_memory = memory[0].n && memory[1].n;
	c->memory =
		(struct change){"memory", NULL, memory[0].median, memory[1].median, CHANGE_BOTH};
	c->memory_noise = !facts_memory_differs(old, new);
}

/* Of the phases that both know: not if one counts in one span what the other counts in two. */
static void compare_phases(struct comparison *c)
{
	const struct boot *a = facts_typical(c->old), *b = facts_typical(c->new);

	for (size_t i = 0; a && b && i < PHASES; i++) {
		const char *name = b->timeline.names[i];

		if (name && str_eq(name, a->timeline.names[i]))
			add(&c->phases, name, NULL, facts_phase(c->old, (enum phase)i).median,
			    facts_phase(c->new, (enum phase)i).median, CHANGE_BOTH);
	}
}

void compare(const struct facts *old, const struct facts *new, struct comparison *out)
{
	const struct boot *a = facts_detail(old), *b = facts_detail(new);

	*out = (struct comparison){.old = old, .new = new};
	compare_totals(out);
	compare_phases(out);
	for (size_t i = 0; out->has_memory && i < MEMORY_ROWS; i++)
		add(&out->rows, memory_row_name((enum memory_row)i), NULL,
		    facts_row(old, (enum memory_row)i).median,
		    facts_row(new, (enum memory_row)i).median, CHANGE_BOTH);
	settle(&out->phases);
	settle(&out->rows);
	if (out->has_text) {
		compare_sizes(&old->sizes.sections, &new->sizes.sections, &out->sections);
		compare_sizes(&old->sizes.symbols, &new->sizes.symbols, &out->symbols);
	}
	if (a && b)
		compare_calls(&a->log, &b->log, &out->calls);
}

static void part(struct strbuf *out, bool known, char *delta, const char *what)
{
	if (known)
		sb_addf(out, "%s %s", delta, what);
	else
		sb_addf(out, "%s unknown", what);
	free(delta);
}

void comparison_sentence(const struct comparison *c, struct strbuf *out)
{
	sb_add(out, "this change costs ");
	part(out, c->has_text, str_bytes_delta(change_delta(&c->text)), "text");
	sb_add(out, ", ");
	part(out, c->has_boot, str_ns_delta(change_delta(&c->boot)), "boot");
	sb_add(out, ", ");
	part(out, c->has_memory, str_bytes_delta(change_delta(&c->memory)), "memory");
}

void comparison_doubt(const struct comparison *c, struct strbuf *out)
{
	const struct spread a = facts_boot(c->old), b = facts_boot(c->new);
	bool boot = c->has_boot && c->boot_noise && c->boot.before != c->boot.after,
	     memory = c->has_memory && c->memory_noise && c->memory.before != c->memory.after;

	if (!boot && !memory)
		return;
	sb_addf(out, "%s%s%s: ", boot ? "boot" : "", boot && memory ? " and memory" : "",
		!boot ? "memory" : "");
	if (a.n < 3 || b.n < 3) {
		sb_add(out, "too few boots to tell; try 'jiffy report --alternate --repeat 10'");
		return;
	}
	sb_add(out, "within the noise");
	if (boot) {
		_cleanup_free_ char *before = str_ns(a.least), *after = str_ns(b.least);

		sb_addf(out, "; the fastest boots took %s and %s", before, after);
	}
}

void comparison_free(struct comparison *c)
{
	struct change_list *lists[] = {&c->phases, &c->rows, &c->sections, &c->symbols, &c->calls};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		free(lists[i]->v);
	*c = (struct comparison){0};
}
