/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outcome.json; docs/outcome.md describes it. */
#ifndef JIFFY_REPORT_OUTCOME_JSON_H
#define JIFFY_REPORT_OUTCOME_JSON_H

#include "base/file/json.h"
#include "report/crash/trace.h"
#include "verdict/outcome.h"

#define OUTCOME_SCHEMA 1

/* What was run. Borrowed; NULL: not known. */
struct outcome_run {
	char *const *command; /* argv; NULL: a shell on the console */
	const char *rundir;
	const char *kernel, *vmlinux, *config, *initramfs, *release;
	const struct trace *trace; /* of the crash */
	const struct trace *cpus;  /* where each CPU of a guest that hung was */
};

/* Caller's. */
struct json *outcome_json(const struct outcome *o, const struct outcome_run *r);
/* Reads back the figures; 0 for what is missing or impossible. */
void outcome_json_read(const struct json *j, struct outcome_times *t, struct outcome_memory *m);

#endif
