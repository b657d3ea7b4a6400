/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_CMD_REPORT_BOOTS_H
#define JIFFY_CMD_REPORT_BOOTS_H

#include "cmd/app.h"
#include "cmd/boot/rundir.h"

/*
 * Builds what is stale and boots it --repeat times, and once more with initcall_debug, all as one
 * run in the new 'rundir' (the caller ends it). 'other' is the folder of another run, whose kernel
 * and initramfs are booted alternately with the present ones, under the present settings; or NULL.
 * Returns 0; the exit status of a guest that did not come up, after printing why; or -1.
 */
int report_boots(struct app *a, const char *other, struct rundir *rundir, struct err *e);

#endif
