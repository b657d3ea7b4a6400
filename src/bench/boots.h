/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures that a boot measures: ns from QEMU's exec to the prompt, bytes in use there, and the
 * least memory that boots, in bytes.
 */
#ifndef JIFFY_BENCH_BOOTS_H
#define JIFFY_BENCH_BOOTS_H

#include "bench/bench.h"

int measure_recipe_prompt(struct bench *b, uint64_t *ns, struct err *e);
int measure_jiffy_prompt(struct bench *b, uint64_t *ns, struct err *e);
int measure_recipe_memory(struct bench *b, uint64_t *bytes, struct err *e);
int measure_jiffy_memory(struct bench *b, uint64_t *bytes, struct err *e);
int measure_recipe_floor(struct bench *b, uint64_t *bytes, struct err *e);
int measure_jiffy_floor(struct bench *b, uint64_t *bytes, struct err *e);

#endif
