/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports and records how a run ended. */
#ifndef JIFFY_CMD_BOOT_REPORT_H
#define JIFFY_CMD_BOOT_REPORT_H

#include "cmd/app.h"
#include "report/crash/trace.h"
#include "verdict/outcome.h"

/* Writes outcome.json into rundir. command: argv, or NULL for a shell. */
int run_record(const struct image *image, const struct outcome *o, const struct trace *trace,
	       const char *rundir, char *const *command, struct err *e);
/*
 * Prints how the run ended: a failure, and times, memory and sizes (for a command only with -v).
 * Writes outcome.json and, with --json, prints it.
 */
int run_report(struct app *a, const struct image *image, const struct outcome *o,
	       const char *rundir, char *const *command, struct err *e);
/* The same for a run that e ended before its guest started; main() prints e. */
void run_report_failure(struct app *a, const char *rundir, char *const *command, struct err *e);

#endif
