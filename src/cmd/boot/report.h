/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said and recorded about a run when it is over. */
#ifndef JIFFY_CMD_BOOT_REPORT_H
#define JIFFY_CMD_BOOT_REPORT_H

#include "cmd/app.h"
#include "report/crash/trace.h"
#include "verdict/outcome.h"

/* Writes outcome.json into rundir. command: argv, or NULL for a shell. */
int run_record(const struct image *image, const struct outcome *o, const struct trace *trace,
	       const char *rundir, char *const *command, struct err *e);
/*
 * Tells the user how the run ended: a failure; times, memory and sizes, of a command only with -v.
 * Writes outcome.json, and with --json prints it.
 */
int run_report(struct app *a, const struct image *image, const struct outcome *o,
	       const char *rundir, char *const *command, struct err *e);
/*
 * For a run without a guest, because of e, which main prints: outcome.json, and with --json prints
 * it.
 */
void run_report_failure(struct app *a, const char *rundir, char *const *command, struct err *e);

#endif
