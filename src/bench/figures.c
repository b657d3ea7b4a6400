/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/figures.h"

#include <time.h>

#include "base/progress.h"
#include "bench/boots.h"
#include "bench/builds.h"

const struct figure figures[] = {
	{.name = "prompt",
	 .unit = "ns",
	 .about = "from the exec of QEMU to the prompt",
	 .goal = 0.25,
	 .runs = 10,
	 .warm = true,
	 .measure = {measure_recipe_prompt, measure_jiffy_prompt}},
	{.name = "run_true",
	 .unit = "ns",
	 .about = "a whole 'jiffy run -- true', against a mere boot of the recipe",
	 .goal = 0.35,
	 .runs = 10,
	 .warm = true,
	 .measure = {measure_recipe_prompt, measure_jiffy_run}},
	{.name = "archive",
	 .unit = "ns",
	 .about = "the initramfs, after one of its files changed",
	 .goal = 0.02,
	 .runs = 10,
	 .warm = true,
	 .measure = {measure_recipe_archive, measure_jiffy_archive}},
	{.name = "memory_used",
	 .unit = "bytes",
	 .about = "guest memory in use at the prompt",
	 .goal = 0.6,
	 .runs = 10,
	 .measure = {measure_recipe_memory, measure_jiffy_memory}},
	{.name = "memory_floor",
	 .unit = "bytes",
	 .about = "the smallest -m that reaches a prompt",
	 .goal = 0.5,
	 .runs = 10,
	 .measure = {measure_recipe_floor, measure_jiffy_floor}},
	{.name = "first_build",
	 .unit = "ns",
	 .about = "kernel, BusyBox and archive, from unpacked sources",
	 .goal = 0.8,
	 .runs = 1,
	 .slow = true,
	 .measure = {measure_recipe_build, measure_jiffy_build}},
};
const size_t figures_count = ARRAY_SIZE(figures);

const struct figure *figure_find(const char *name)
{
	for (size_t i = 0; i < figures_count; i++)
		if (str_eq(figures[i].name, name))
			return &figures[i];
	return NULL;
}

/* The sides take turns in going first: what the first one caches helps the second. */
static int measure_pair(struct bench *b, const struct figure *f, size_t i,
			uint64_t values[BENCH_SIDES], struct err *e)
{
	for (size_t n = 0; n < BENCH_SIDES; n++) {
		enum bench_side side = (i + n) % 2 ? BENCH_RECIPE : BENCH_JIFFY;

		if (build_interrupted(b->input.b, e) || f->measure[side](b, &values[side], e))
			return -1;
	}
	return 0;
}

static int measure_all(struct bench *b, const struct figure *f, unsigned runs,
		       uint64_t *values[BENCH_SIDES], struct err *e)
{
	struct progress *p = b->input.b->progress;
	uint64_t pair[BENCH_SIDES];

	if (f->warm && measure_pair(b, f, 0, pair, e))
		return -1;
	for (unsigned i = 0; i < runs; i++) {
		progress_at(p, f->name, i, runs, "runs", NULL);
		if (measure_pair(b, f, i, pair, e))
			return -1;
		for (size_t side = 0; side < BENCH_SIDES; side++)
			values[side][i] = pair[side];
	}
	return 0;
}

int figure_measure(struct bench *b, const struct figure *f, unsigned runs,
		   struct figure_result *out, struct err *e)
{
	const unsigned n = runs ? runs : f->runs;
	_cleanup_free_ uint64_t *recipe = xcalloc(n, sizeof(*recipe)),
				*jiffy = xcalloc(n, sizeof(*jiffy));
	uint64_t *values[BENCH_SIDES] = {[BENCH_RECIPE] = recipe, [BENCH_JIFFY] = jiffy};
	struct progress *p = b->input.b->progress;

	progress_begin(p, f->name, "%s", f->about);
	if (measure_all(b, f, n, values, e))
		return err_wrap(e, "measuring '%s'", f->name);
	*out = (struct figure_result){.figure = f, .measured = (int64_t)time(NULL)};
	for (size_t side = 0; side < BENCH_SIDES; side++)
		out->sides[side] = spread_of(values[side], n);
	progress_end(p, f->name, "%u of each", n);
	return 0;
}

double figure_ratio(const struct figure_result *r)
{
	const struct spread *recipe = &r->sides[BENCH_RECIPE], *jiffy = &r->sides[BENCH_JIFFY];

	return recipe->median ? (double)jiffy->median / (double)recipe->median : 0;
}

bool figure_reached(const struct figure_result *r)
{
	const double ratio = figure_ratio(r);

	return ratio > 0 && ratio <= r->figure->goal;
}
