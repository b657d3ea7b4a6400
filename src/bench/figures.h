/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jiffy against the recipe: each figure is measured on both sides alternately, so that a busy host
 * slows both alike.
 */
#ifndef JIFFY_BENCH_FIGURES_H
#define JIFFY_BENCH_FIGURES_H

#include "base/median.h"
#include "bench/bench.h"

typedef int (*measure_fn)(struct bench *b, uint64_t *value, struct err *e);

struct figure {
	const char *name;
	const char *unit;  /* of the values: "ns" or "bytes" */
	const char *about; /* what is measured */
	double goal;	   /* the ratio of jiffy to the recipe that should be reached */
	unsigned runs;	   /* how often, by default */
	bool slow;	   /* takes minutes, so it is measured only if named */
	bool warm;	   /* a first run is not measured: it fills the host's caches */
	measure_fn measure[BENCH_SIDES];
};
extern const struct figure figures[];
extern const size_t figures_count;
const struct figure *figure_find(const char *name);

struct figure_result {
	const struct figure *figure;
	struct spread sides[BENCH_SIDES];
	int64_t measured; /* seconds since 1970 */
};
/* Measures it 'runs' times; 0: as often as the figure says. */
int figure_measure(struct bench *b, const struct figure *f, unsigned runs,
		   struct figure_result *out, struct err *e);
/* The ratio of the medians, jiffy's to the recipe's; 0: not known. */
double figure_ratio(const struct figure_result *r);
/* Whether the ratio reaches the figure's goal. */
bool figure_reached(const struct figure_result *r);

#endif
