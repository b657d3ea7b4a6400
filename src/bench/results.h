/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was measured, as text and as JSON (docs/bench.md). */
#ifndef JIFFY_BENCH_RESULTS_H
#define JIFFY_BENCH_RESULTS_H

#include "base/file/json.h"
#include "bench/bench.h"

/* Where and with what, for people: "linux-source-6.1", "busybox-1.35.0", "tcg". Borrows. */
struct bench_about {
	const char *kernel, *busybox, *accel;
	int jobs;
};

/* A table with the ratio of each, what is to be reached, and whether it is. Appended. */
void results_text(const struct figure_result *v, size_t n, bool colour, struct strbuf *out);
struct json *results_json(const struct figure_result *v, size_t n, const struct bench_about *about);

struct json *result_json(const struct figure_result *r);
/* Reads one back; -1: it is none of the figure's. */
int result_read(const struct json *j, const struct figure *f, struct figure_result *out);

/*
 * The last result of a figure that is too slow to measure each time, in <statedir>/bench/NAME.json. It counts while 'key' is
 * the same. False: there is none.
 */
bool kept_read(const char *statedir, const struct figure *f, const char *key,
	       struct figure_result *out);
int kept_write(const char *statedir, const char *key, const struct figure_result *r, struct err *e);

#endif
