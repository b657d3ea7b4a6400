/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of 'jiffy report'. */
#ifndef JIFFY_CMD_REPORT_H
#define JIFFY_CMD_REPORT_H

#include "cmd/app.h"
#include "cmd/boot/rundir.h"
#include "report/facts.h"

/* Folders in a run's folder. */
#define REPORT_BOOTS	"boots"	    /* has a folder for each boot, by number */
#define REPORT_DETAIL	"initcalls" /* the boot with initcall_debug */
#define REPORT_COMPARED "compared"  /* like the run's folder, for the other build of --alternate */

/*
 * Builds what is stale and boots it --repeat times, and once more with initcall_debug, all as one
 * run in the new 'rundir' (the caller ends it). 'other' is the folder of another run, whose kernel
 * and initramfs are booted in turns with the present ones, under the present settings; or NULL.
 * Returns 0; the exit status of a guest that did not come up, after telling why; or -1.
 */
int report_boots(struct app *a, const char *other, struct rundir *rundir, struct err *e);
/* Reads a run's folder. Only outcome.json must be there; the rest may be missing. */
int report_load(const char *folder, const char *name, struct facts *out, struct err *e);

/* What a run booted: kernel, initramfs, release. Fails if they are gone. */
int report_image(const char *folder, struct image *out, struct err *e);

#endif
