/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last result of a figure that is too slow to measure each time: <statedir>/bench/NAME.json. */
#ifndef JIFFY_BENCH_KEPT_H
#define JIFFY_BENCH_KEPT_H

#include "bench/figures.h"

/* A result is valid while 'key' is the same. False: there is no valid one. */
bool kept_read(const char *statedir, const struct figure *f, const char *key,
	       struct figure_result *out);
int kept_write(const char *statedir, const char *key, const struct figure_result *r, struct err *e);

#endif
