/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Results as text and as JSON (docs/bench.md). */
#ifndef JIFFY_BENCH_RESULTS_H
#define JIFFY_BENCH_RESULTS_H

#include "base/file/json.h"
#include "bench/figures.h"

/* What was measured, for people: "linux-6.1.140", "busybox-1.35.0", "tcg". Borrowed. */
struct bench_about {
	const char *kernel, *busybox, *accel;
	int jobs;
};

/* Appends a table with the ratio of each, the goal, and whether it is reached. */
void results_text(const struct figure_result *v, size_t n, const struct bench_about *about,
		  bool colour, struct strbuf *out);
struct json *results_json(const struct figure_result *v, size_t n, const struct bench_about *about);

struct json *result_json(const struct figure_result *r);
/* Reads one back; -1: not a result of the figure. */
int result_read(const struct json *j, const struct figure *f, struct figure_result *out);

#endif
