/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run that did not go well, for somebody in a hurry: what it was, where, the source around it. */
#ifndef JIFFY_REPORT_CRASH_TEXT_H
#define JIFFY_REPORT_CRASH_TEXT_H

#include "report/crash/trace.h"
#include "verdict/outcome.h"

struct crash_style {
	const char *tree; /* source tree, for the lines around the crash; or NULL */
	bool colour;
};
/*
 * "jiffy: crash: TITLE", then the report's own words up to its registers, then the trace with source lines. Where there is no
 * trace (NULL, or empty), the console's last lines that matter. Nothing when all went well. Of a guest that hung, the trace's
 * frames are its CPUs (outcome's pcs).
 */
void crash_text(const struct outcome *o, const struct trace *t, const struct crash_style *s,
		struct strbuf *out);

#endif
