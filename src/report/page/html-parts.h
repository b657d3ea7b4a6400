/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of the page: text, sections, charts. All text is escaped; everything is appended. */
#ifndef JIFFY_REPORT_PAGE_HTML_PARTS_H
#define JIFFY_REPORT_PAGE_HTML_PARTS_H

#include "base/strbuf.h"

void html_text(const char *s, struct strbuf *out);
/* A <section> with a heading and, unless empty, a sentence. */
void html_section(const char *title, const char *text, struct strbuf *out);
void html_section_end(struct strbuf *out);

struct html_bar {
	const char *label;
	char *value; /* shown after the bar; freed with the chart */
	uint64_t from, to;
	unsigned colour; /* 0..HTML_COLOURS-1 */
	bool thin;	 /* happens during the bar above it */
};
#define HTML_COLOURS 8

struct html_chart {
	const char *id;	   /* unique in the page */
	const char *title; /* for screen readers */
	struct html_bar *bars;
	size_t n;
	uint64_t whole;	  /* the value that fills the width */
	double unit;	  /* of the axis; 0: no axis */
	const char *name; /* of that unit */
};
/* Both free the bars' values. */
void html_chart(const struct html_chart *c, struct strbuf *out);
/* The bars side by side, as parts of the whole. */
void html_stack(const struct html_chart *c, struct strbuf *out);

#endif
