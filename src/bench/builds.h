/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures that a build or a whole 'jiffy run -- true' measures, in ns. */
#ifndef JIFFY_BENCH_BUILDS_H
#define JIFFY_BENCH_BUILDS_H

#include "bench/bench.h"

int measure_recipe_archive(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_archive(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_run(struct bench *b, uint64_t *ns, struct err *e);
int measure_recipe_build(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_build(struct bench *b, uint64_t *ns, struct err *e);

#endif
