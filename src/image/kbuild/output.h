/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output of make and the compilers: steps for the progress, lines that say why it failed. Pure.
 */
#ifndef JIFFY_IMAGE_KBUILD_OUTPUT_H
#define JIFFY_IMAGE_KBUILD_OUTPUT_H

#include "base/strbuf.h"

#define KBUILD_ERROR_LINES 20

struct kbuild_output {
	uint64_t steps;
	struct strbuf errors; /* at most KBUILD_ERROR_LINES lines */
	unsigned lines;	      /* in errors */
	unsigned omitted;
	struct strbuf context; /* "In file included from", "In function": before the next error */
	bool follow;	       /* more lines of the last error may follow */
	struct strbuf stopped; /* make's own "***" lines, for when there are no others */
	bool no_space, no_libelf, no_memory, no_curses, old_compiler;
};
#define _cleanup_output_ _cleanup_(kbuild_output_free)

/* Takes one line. Returns what a step makes ("fs/open.o" of "  CC      fs/open.o"), or NULL. */
const char *kbuild_output_line(struct kbuild_output *o, const char *line);
/* The lines that matter, without a newline at the end; NULL: none. Caller's. */
char *kbuild_output_errors(const struct kbuild_output *o);
void kbuild_output_free(struct kbuild_output *o);

#endif
