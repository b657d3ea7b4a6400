/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What went wrong in a run, at a glance: what, where, and the source around it. */
#ifndef JIFFY_REPORT_CRASH_TEXT_H
#define JIFFY_REPORT_CRASH_TEXT_H

#include "report/crash/trace.h"
#include "verdict/outcome.h"

struct crash_style {
	const char *tree; /* source tree, for the lines around the crash; or NULL */
	bool colour;
};
/*
 * "jiffy: crash: TITLE", then the kernel's report up to its registers, then the trace with source
 * lines. Without a trace (NULL, or empty): the console's last lines. For a guest that hung, the
 * trace's frames are its CPUs (outcome's pcs). Adds nothing if the run went well.
 */
void crash_text(const struct outcome *o, const struct trace *t, const struct crash_style *s,
		struct strbuf *out);

#endif
