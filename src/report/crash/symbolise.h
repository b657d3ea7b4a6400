/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds source lines and inlined functions to a trace, from the DWARF of a vmlinux, with libdw. */
#ifndef JIFFY_REPORT_CRASH_SYMBOLISE_H
#define JIFFY_REPORT_CRASH_SYMBOLISE_H

#include "base/err.h"
#include "base/strv.h"
#include "report/crash/trace.h"

struct symbolise_spec {
	const char *vmlinux;	    /* of the kernel that ran, with symbols */
	const struct strv *modules; /* paths of .ko files, for frames in modules; or NULL */
	const char *tree;	    /* the source tree, or NULL */
	const struct strv *changed; /* files of the tree that the user changed, relative; or NULL */
};
/*
 * Names each return address by the call before it, as the kernel of some architectures does not.
 * Fills the places of each frame whose function is found. If the vmlinux has no DWARF, the trace
 * gets a hint instead. Fails if the vmlinux is not an ELF file.
 */
int symbolise(struct trace *t, const struct symbolise_spec *s, struct err *e);

#endif
