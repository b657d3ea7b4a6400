/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'jiffy run' says of a run when it is over. */
#ifndef JIFFY_CMD_BOOT_REPORT_H
#define JIFFY_CMD_BOOT_REPORT_H

#include "cmd/app.h"
#include "verdict/outcome.h"

/*
 * On the screen: a failure; times, memory and sizes, of a command only with -v. Then outcome.json in
 * rundir, and with --json on stdout. command: argv or NULL.
 */
int run_report(struct app *a, const struct image *image, const struct outcome *o,
	       const char *rundir, char *const *command, struct err *e);
/* The same without the screen, of a run that did not come to a guest: e says why, and is kept. */
void run_report_failure(struct app *a, const char *rundir, char *const *command, struct err *e);

#endif
