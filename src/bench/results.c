/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/results.h"

#include <stdio.h>
#include <time.h>

#define SCHEMA 1
#define DATE   "%Y-%m-%dT%H:%M:%SZ"

#define GREEN "\033[32m"
#define RED   "\033[31m"
#define PLAIN "\033[0m"

/* Units for people. */
static const struct unit {
	const char *of, *name;
	double size;
	uint64_t from; /* used if the larger median is at least this */
} units[] = {
	{"ns", "s", 1e9, 10 * NS_PER_SEC},
	{"ns", "ms", 1e6, 0},
	{"bytes", "MB", 1 << 20, 0},
};

static const struct unit *unit_of(const struct figure_result *r)
{
	uint64_t most = 0;
	size_t i = 0;

	for (size_t side = 0; side < BENCH_SIDES; side++)
		if (r->sides[side].median > most)
			most = r->sides[side].median;
	while (!str_eq(units[i].of, r->figure->unit) || most < units[i].from)
		i++;
	return &units[i];
}

/* "264.5 ms (259.5 to 329.7)" */
static char *cell(const struct spread *s, const struct unit *u)
{
	return xasprintf("%.1f %s (%.1f to %.1f)", (double)s->median / u->size, u->name,
			 (double)s->least / u->size, (double)s->most / u->size);
}

static char *when(int64_t seconds, const char *format)
{
	const time_t t = (time_t)seconds;
	struct tm tm;
	char text[32];

	if (!gmtime_r(&t, &tm) || !strftime(text, sizeof(text), format, &tm))
		return xstrdup("?");
	return xstrdup(text);
}

static void add_row(const struct figure_result *r, bool colour, struct strbuf *out)
{
	const struct unit *u = unit_of(r);
	const bool reached = figure_reached(r);
	_cleanup_free_ char *recipe = cell(&r->sides[BENCH_RECIPE], u),
			    *jiffy = cell(&r->sides[BENCH_JIFFY], u);

	sb_addf(out, "%-12s  %-28s  %-28s  %6.3f  %8.2f  %s%-7s%s  %4zu\n", r->figure->name, recipe,
		jiffy, figure_ratio(r), r->figure->goal, colour ? reached ? GREEN : RED : "",
		reached ? "yes" : "no", colour ? PLAIN : "", r->sides[BENCH_RECIPE].n);
}

static void add_legend(const struct figure_result *v, size_t n, const struct bench_about *about,
		       struct strbuf *out)
{
	sb_addf(out, "\n%s, %s, %s, %d job%s\n", about->kernel, about->busybox, about->accel,
		about->jobs, about->jobs == 1 ? "" : "s");
	sb_add(out, "median (least to most); recipe and jiffy were measured alternately\n");
	for (size_t i = 0; i < n; i++)
		sb_addf(out, "  %-12s  %s\n", v[i].figure->name, v[i].figure->about);
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *date = when(v[i].measured, "%Y-%m-%d %H:%M UTC");

		if (v[i].figure->slow)
			sb_addf(out,
				"'%s' was measured on %s; 'jiffy bench %s' measures it again\n",
				v[i].figure->name, date, v[i].figure->name);
	}
}

void results_text(const struct figure_result *v, size_t n, const struct bench_about *about,
		  bool colour, struct strbuf *out)
{
	sb_addf(out, "%-12s  %-28s  %-28s  %6s  %8s  %-7s  %4s\n", "", "recipe", "jiffy", "ratio",
		"to reach", "reached", "runs");
	for (size_t i = 0; i < n; i++)
		add_row(&v[i], colour, out);
	add_legend(v, n, about, out);
}

static struct json *range(const struct spread *s)
{
	struct json *j = json_object();

	json_put(j, "least", json_int((int64_t)s->least));
	json_put(j, "most", json_int((int64_t)s->most));
	return j;
}

struct json *result_json(const struct figure_result *r)
{
	const struct spread *recipe = &r->sides[BENCH_RECIPE], *jiffy = &r->sides[BENCH_JIFFY];
	_cleanup_free_ char *date = when(r->measured, DATE);
	struct json *j = json_object(), *spread = json_object();

	json_put(j, "name", json_string(r->figure->name));
	json_put(j, "unit", json_string(r->figure->unit));
	json_put(j, "recipe", json_int((int64_t)recipe->median));
	json_put(j, "jiffy", json_int((int64_t)jiffy->median));
	json_put(j, "ratio", json_real(figure_ratio(r)));
	json_put(j, "runs", json_int((int64_t)recipe->n));
	json_put(spread, "recipe", range(recipe));
	json_put(spread, "jiffy", range(jiffy));
	json_put(j, "spread", spread);
	json_put(j, "to_reach", json_real(r->figure->goal));
	json_put(j, "reached", json_bool(figure_reached(r)));
	json_put(j, "measured", json_string(date));
	return j;
}

struct json *results_json(const struct figure_result *v, size_t n, const struct bench_about *about)
{
	struct json *j = json_object(), *all = json_array();

	json_put(j, "schema", json_int(SCHEMA));
	json_put(j, "kernel", json_string(about->kernel));
	json_put(j, "busybox", json_string(about->busybox));
	json_put(j, "accel", json_string(about->accel));
	json_put(j, "jobs", json_int(about->jobs));
	for (size_t i = 0; i < n; i++)
		json_append(all, result_json(&v[i]));
	json_put(j, "figures", all);
	return j;
}

/* We wrote the file, but it may hold anything by now. */
static int read_side(const struct json *j, const char *name, int64_t runs, struct spread *out)
{
	const struct json *of = json_get(json_get(j, "spread"), name);
	const int64_t values[] = {json_get_int(j, name, 0), json_get_int(of, "least", 0),
				  json_get_int(of, "most", 0)};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (values[i] <= 0)
			return -1;
	*out = (struct spread){(uint64_t)values[0], (uint64_t)values[1], (uint64_t)values[2],
			       (size_t)runs};
	return 0;
}

int result_read(const struct json *j, const struct figure *f, struct figure_result *out)
{
	const int64_t runs = json_get_int(j, "runs", 0);
	const char *date = json_get_string(j, "measured");
	struct tm tm = {0};

	*out = (struct figure_result){.figure = f};
	if (runs <= 0 || !date || !strptime(date, DATE, &tm) ||
	    !str_eq(json_get_string(j, "name"), f->name) ||
	    read_side(j, "recipe", runs, &out->sides[BENCH_RECIPE]) ||
	    read_side(j, "jiffy", runs, &out->sides[BENCH_JIFFY]))
		return -1;
	out->measured = (int64_t)timegm(&tm);
	return 0;
}
