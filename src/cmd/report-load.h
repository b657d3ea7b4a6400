/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading back what runs left in their folders. */
#ifndef JIFFY_CMD_REPORT_LOAD_H
#define JIFFY_CMD_REPORT_LOAD_H

#include "image/image.h"
#include "report/facts.h"

/* Folders in a run's folder. */
#define REPORT_BOOTS	"boots"	    /* has a folder for each boot, by number */
#define REPORT_DETAIL	"initcalls" /* the boot with initcall_debug */
#define REPORT_COMPARED "compared"  /* like the run's folder, for the other build of --alternate */

/* Reads a run's folder. Only outcome.json must be there; the rest may be missing. */
int report_load(const char *folder, const char *name, struct facts *out, struct err *e);

/* What a run booted: kernel, initramfs, release. Fails if they are gone. */
int report_image(const struct build *b, const char *folder, struct image *out, struct err *e);

#endif
