/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jiffy against the recipe: each figure is measured on both sides in turns, in one run, so that a busy host slows both alike.
 * Times are ns of the host's clock, memory is bytes.
 */
#ifndef JIFFY_BENCH_BENCH_H
#define JIFFY_BENCH_BENCH_H

#include "base/median.h"
#include "bench/recipe.h"
#include "image/image.h"
#include "image/initramfs/manifest.h"
#include "vm/qemu/qemu.h"

#define BENCH_MEMORY (UINT64_C(512) << 20) /* the recipe's -m; jiffy's guest gets the same */

enum bench_side { BENCH_RECIPE, BENCH_JIFFY, BENCH_SIDES };

/* What the figures are measured with. All but the last part is the caller's, and borrowed. */
struct bench {
	struct recipe_input input;
	const struct recipe *recipe; /* built; NULL: for first_build alone */
	uint64_t memory;	     /* bytes; jiffy's own -m */
	struct machine_spec *spec;   /* jiffy's guest, a shell on its console; image built */
	const char *program;	     /* jiffy itself */
	const struct strv *options;  /* of 'jiffy run' and 'jiffy build': compiler, jobs */
	const struct strv *sources;  /* those that name the sources, as the user did */
	const char *scratch; /* a folder for what is thrown away, on a disk with room for builds */
	/* its own */
	struct manifest manifest;    /* what jiffy's archive is made of; n 0: not made yet */
	uint64_t patience;	     /* ns that a guest gets for its prompt; 0: not known yet */
	unsigned floor[BENCH_SIDES]; /* MiB that were found before; 0: none */
};
void bench_end(struct bench *b);

typedef int (*measure_fn)(struct bench *b, uint64_t *value, struct err *e);

struct figure {
	const char *name;
	const char *unit;  /* of the values: "ns", "bytes" */
	const char *about; /* what is measured */
	double goal;	   /* jiffy's part of the recipe's that is to be reached */
	unsigned runs;	   /* how often, unless somebody says otherwise */
	bool slow;	   /* takes minutes: only when it is asked for */
	bool warm;	   /* once before, unmeasured: the host's caches are filled then */
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
/* Measures it 'runs' times (0: as often as it says itself). */
int figure_measure(struct bench *b, const struct figure *f, unsigned runs,
		   struct figure_result *out, struct err *e);
/* Of the medians; 0: not known. */
double figure_ratio(const struct figure_result *r);
bool figure_reached(const struct figure_result *r);

/* The measurements, in boots.c and builds.c. */
int measure_recipe_prompt(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_prompt(struct bench *b, uint64_t *ns, struct err *e);
int measure_recipe_memory(struct bench *b, uint64_t *bytes, struct err *e);
int measure_jiffy_memory(struct bench *b, uint64_t *bytes, struct err *e);
int measure_recipe_floor(struct bench *b, uint64_t *bytes, struct err *e);
int measure_jiffy_floor(struct bench *b, uint64_t *bytes, struct err *e);
int measure_recipe_archive(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_archive(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_run(struct bench *b, uint64_t *ns, struct err *e);
int measure_recipe_build(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_build(struct bench *b, uint64_t *ns, struct err *e);

#endif
