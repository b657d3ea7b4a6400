/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures measured by a boot: ns from exec of QEMU to the prompt, memory in use there, least
 * memory.
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
