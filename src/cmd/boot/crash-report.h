/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_CMD_BOOT_CRASH_REPORT_H
#define JIFFY_CMD_BOOT_CRASH_REPORT_H

#include "cmd/app.h"
#include "report/crash/trace.h"
#include "verdict/outcome.h"

/*
 * The trace of a run that crashed, or where each CPU was when it hung, with source lines as far as the image's vmlinux and tree
 * tell them; empty for every other run. What stands in the way is the trace's hint. trace_free() is the caller's.
 */
void crash_trace(const struct image *image, const struct outcome *o, struct trace *out);
/* Prints what happened on stderr; nothing when all went well. */
void crash_print(const struct app *a, const struct image *image, const struct outcome *o,
		 const struct trace *t);

#endif
