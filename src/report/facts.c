/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/facts.h"

#include "report/outcome-json.h"

typedef uint64_t (*value_fn)(const struct boot *b, int arg);

/* The values of the boots where it is known. Caller's. */
static uint64_t *values_of(const struct facts *f, value_fn value, value_fn known, int arg,
			   size_t *n)
{
	uint64_t *values = xcalloc(f->n_boots + 1, sizeof(*values));

	*n = 0;
	for (size_t i = 0; i < f->n_boots; i++)
		if (known(&f->boots[i], arg))
			values[(*n)++] = value(&f->boots[i], arg);
	return values;
}

static struct spread collect(const struct facts *f, value_fn value, value_fn known, int arg)
{
	size_t n;
	_cleanup_free_ uint64_t *values = values_of(f, value, known, arg, &n);

	return spread_of(values, n);
}

/*
 * Twice the statistic U (ties count half) has the mean n m and, approximated by the normal
 * distribution, the variance n m (n + m + 1) / 3. 5 % lie beyond 1.96 standard deviations.
 */
static bool differs(const struct facts *a, const struct facts *b, value_fn value)
{
	size_t n, m;
	_cleanup_free_ uint64_t *x = values_of(a, value, value, 0, &n),
				*y = values_of(b, value, value, 0, &m);
	double u = 0, off;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			u += x[i] < y[j] ? 2 : x[i] == y[j];
	off = u - (double)(n * m);
	return n > 2 && m > 2 && off * off * 3 > 1.96 * 1.96 * (double)(n * m * (n + m + 1));
}

static uint64_t boot_total(const struct boot *b, int arg)
{
	return b->timeline.total;
}

static uint64_t boot_used(const struct boot *b, int arg)
{
	return b->map.used;
}

static uint64_t boot_row(const struct boot *b, int arg)
{
	return b->map.rows[arg];
}

struct spread facts_boot(const struct facts *f)
{
	return collect(f, boot_total, boot_total, 0);
}

struct spread facts_memory(const struct facts *f)
{
	return collect(f, boot_used, boot_used, 0);
}

bool facts_boot_differs(const struct facts *a, const struct facts *b)
{
	return differs(a, b, boot_total);
}

bool facts_memory_differs(const struct facts *a, const struct facts *b)
{
	return differs(a, b, boot_used);
}

struct spread facts_phase(const struct facts *f, enum phase p)
{
	const struct boot *typical = facts_typical(f);
	_cleanup_free_ uint64_t *values = xcalloc(f->n_boots + 1, sizeof(*values));
	size_t n = 0;

	for (size_t i = 0; typical && i < f->n_boots; i++) {
		const struct timeline *t = &f->boots[i].timeline;

		if (t->names[p] && str_eq(t->names[p], typical->timeline.names[p]))
			values[n++] = span_ns(&t->phases[p]);
	}
	return spread_of(values, n);
}

struct spread facts_row(const struct facts *f, enum memory_row r)
{
	return collect(f, boot_row, boot_used, (int)r);
}

uint64_t facts_kernel(const struct facts *f)
{
	uint64_t sum = 0;

	for (size_t k = 0; f->has_sizes && k < SIZE_KINDS; k++)
		sum += sizes_total(&f->sizes, (enum size_kind)k);
	return sum;
}

const struct boot *facts_typical(const struct facts *f)
{
	const uint64_t median = facts_boot(f).median;
	const struct boot *best = NULL;
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < f->n_boots; i++) {
		uint64_t total = f->boots[i].timeline.total;
		uint64_t off = total > median ? total - median : median - total;

		if (total && off < least) {
			least = off;
			best = &f->boots[i];
		}
	}
	return best;
}

const struct boot *facts_detail(const struct facts *f)
{
	if (f->detail && f->detail->log.n_calls)
		return f->detail;
	for (size_t i = 0; i < f->n_boots; i++)
		if (f->boots[i].log.n_calls)
			return &f->boots[i];
	return NULL;
}

void facts_about(const struct facts *f, struct strbuf *out)
{
	if (f->n_boots > 1)
		sb_addf(out, ", %zu boots", f->n_boots);
	if (f->detail)
		sb_addf(out, "%s one more with initcall_debug", f->n_boots > 1 ? " and" : ", and");
}

int boot_read(struct boot *b, const char *outcome, size_t n, const struct strbuf *records,
	      const struct sizes *sizes, char **release, struct err *e)
{
	_cleanup_json_ struct json *j = json_parse(outcome, n, e);

	*b = (struct boot){0};
	if (!j)
		return -1;
	outcome_json_read(j, &b->times, &b->memory);
	if (!*release)
		str_set(release, json_get_string(j, "kernel_release"));
	boot_log_read(records ? sb_str(records) : "", records ? records->len : 0, &b->log);
	if (!*release)
		str_set(release, b->log.release);
	timeline_make(&b->times, &b->log, &b->timeline);
	memory_map_make(&b->memory, sizes, &b->map);
	return 0;
}

void boot_free(struct boot *b)
{
	boot_log_free(&b->log);
	timeline_free(&b->timeline);
}

void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->n_boots; i++)
		boot_free(&f->boots[i]);
	if (f->detail)
		boot_free(f->detail);
	free(f->boots);
	free(f->detail);
	sizes_free(&f->sizes);
	free(f->name);
	free(f->folder);
	free(f->release);
	*f = (struct facts){0};
}
