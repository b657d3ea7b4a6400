/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trace of a crash: read from the kernel's report, and as text. symbolise.h adds source lines.
 */
#ifndef JIFFY_REPORT_CRASH_TRACE_H
#define JIFFY_REPORT_CRASH_TRACE_H

#include "base/strbuf.h"

struct trace_place {
	char *function;
	char *file; /* relative to the source tree if it is inside; NULL: not known */
	int line;
	bool changed; /* by the user, since HEAD */
};

struct trace_frame {
	char *function;	  /* as in the symbol table: "foo.cold"; NULL: only the address is known */
	uint64_t address; /* 0: not known */
	uint64_t offset, size;
	char *module;	 /* or NULL: vmlinux */
	bool in_program; /* the address is not the kernel's */
	bool exact;	 /* the instruction pointer; otherwise a return address */
	/* the function, then what is inlined there, each within the one before; none: not known */
	struct trace_place *places;
	size_t n_places;
};

struct trace {
	struct trace_frame *frames; /* innermost first */
	size_t n;
	char *hint; /* how to learn more, or NULL */
};

/*
 * Reads a report (outcome's tail): the instruction pointer and the first trace, without the frames
 * that the kernel is not sure of ("? foo+0x12/0x30"). Empty if there is none.
 */
void trace_parse(const char *report, struct trace *out);

/*
 * Makes frames of addresses alone: where each CPU was. Addresses below 'kernel_base' (0: not known)
 * belong to programs.
 */
void trace_addresses(const uint64_t *addresses, size_t n, uint64_t kernel_base, struct trace *out);
/* The frame's name, or its address. Caller's. */
char *trace_frame_name(const struct trace_frame *f);

struct trace_style {
	const char *function; /* where it crashed, or NULL: frames inside it are not shown */
	const char *tree;     /* source tree, for the lines around the crash; or NULL */
};
/*
 *	  foo+0x12/0x30        fs/open.c:123  * changed
 *	    inlined: bar       fs/open.c:99
 *
 *	    fs/open.c
 *	       98  {
 *	    >  99          return *p;
 *	      100  }
 */
void trace_text(const struct trace *t, const struct trace_style *s, struct strbuf *out);
void trace_free(struct trace *t);

#endif
