/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source lines for the frames of a trace, with the functions that were inlined, from a vmlinux's DWARF (libdw, in this process). */
#ifndef JIFFY_REPORT_CRASH_SYMBOLISE_H
#define JIFFY_REPORT_CRASH_SYMBOLISE_H

#include "base/err.h"
#include "base/strv.h"
#include "report/crash/trace.h"

struct symbolise_spec {
	const char *vmlinux; /* the very one that ran, with symbols */
	const struct strv
		*modules; /* paths of .ko files, for the frames that are in one; or NULL */
	const char *tree; /* the source tree, or NULL */
	const struct strv *changed; /* files in it that the user changed, relative to it; or NULL */
};
/*
 * Fills the places of each frame. Frames whose module or function is not to be found stay as they are. Without DWARF in the vmlinux all
 * of its do, and the trace gets a hint. Fails when the vmlinux is no ELF.
 */
int symbolise(struct trace *t, const struct symbolise_spec *s, struct err *e);

#endif
