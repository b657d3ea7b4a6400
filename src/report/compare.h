/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two runs or builds. Text is appended to 'out'. */
#ifndef JIFFY_REPORT_COMPARE_H
#define JIFFY_REPORT_COMPARE_H

#include "report/facts.h"

/* A value before and after. If only one side has it, the other is 0. */
enum change_side { CHANGE_BOTH, CHANGE_GONE, CHANGE_NEW };
struct change {
	const char *name; /* borrowed from the facts, or a constant */
	const char *kind; /* of a section or symbol: "text"; or NULL */
	uint64_t before, after;
	enum change_side side;
};

struct change_list {
	struct change *v; /* largest change first */
	size_t n;
	uint64_t grew, shrank; /* sums over all changes */
};

struct comparison {
	const struct facts *old, *new;
	/* whether it is known on both sides */
	bool has_text, has_boot, has_memory;
	struct change text, boot, memory; /* bytes, ns, bytes */
	bool boot_noise, memory_noise;	  /* the difference may be chance (facts.h) */
	/* only what differs: ns; bytes, bytes, bytes; us */
	struct change_list phases, rows, sections, symbols, calls;
};

void compare(const struct facts *old, const struct facts *new, struct comparison *out);
/* "this change costs +1.2 KB text, +0.1 ms boot, +8 KB memory" */
void comparison_sentence(const struct comparison *c, struct strbuf *out);
/* Why the sentence may be wrong, or nothing. */
void comparison_doubt(const struct comparison *c, struct strbuf *out);
void comparison_free(struct comparison *c);
#define _cleanup_comparison_ _cleanup_(comparison_free)

static inline int64_t change_delta(const struct change *c)
{
	return (int64_t)(c->after - c->before);
}

#endif
