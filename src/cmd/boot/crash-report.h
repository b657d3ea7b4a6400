/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_CMD_BOOT_CRASH_REPORT_H
#define JIFFY_CMD_BOOT_CRASH_REPORT_H

#include "cmd/app.h"
#include "report/crash/trace.h"
#include "verdict/outcome.h"

/*
 * The trace of a run that crashed, or where each CPU of one that hung was; empty for any other run.
 * It has source lines if the image has a vmlinux and a tree; otherwise, its hint says what is
 * missing. The caller frees it.
 */
void crash_trace(const struct image *image, const struct outcome *o, struct trace *out);
/* Prints on stderr what happened; nothing if the run went well. */
void crash_print(struct app *a, const struct image *image, const struct outcome *o,
		 const struct trace *t);

#endif
