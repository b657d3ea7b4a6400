/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of 'jiffy report'. */
#ifndef JIFFY_CMD_REPORT_H
#define JIFFY_CMD_REPORT_H

#include "cmd/app.h"
#include "report/facts.h"

#define REPORT_BOOTS  "boots"	  /* below a run's folder: one folder for each boot, by number */
#define REPORT_DETAIL "initcalls" /* the boot with initcall_debug */

#define REPORT_COMPARED "compared" /* a folder like the run's: what was booted in turns with it */

/*
 * Builds what is stale and boots it --repeat times, and once more with initcall_debug; all of it is one run, whose folder becomes
 * *rundir (caller's). With the folder of another run (or NULL), the kernel and initramfs of that are booted in turns with the
 * present ones, under the present settings. Returns 0; a guest that did not come up is told, and its exit status is returned; -1 with e set.
 */
int report_boots(struct app *a, const char *other, char **rundir, struct err *e);
/* What a run's folder holds. An outcome.json that is not there is an error, anything else that is missing is not known. */
int report_load(const char *folder, const char *name, struct facts *out, struct err *e);

/* What a run booted: kernel, initramfs, release. An error when they are gone. */
int report_image(const char *folder, struct image *out, struct err *e);

#endif
