/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page that needs nothing else: no script, no font, no picture from elsewhere; light or dark as its reader has it. */
#ifndef JIFFY_REPORT_PAGE_HTML_H
#define JIFFY_REPORT_PAGE_HTML_H

#include "report/budget.h"
#include "report/compare.h"

/* c, b: NULL when not asked for. */
void report_html(const struct facts *f, const struct comparison *c, const struct budget *b,
		 struct strbuf *out);

/* What its parts are made of. Text is escaped wherever it goes. */
void html_text(const char *s, struct strbuf *out);
void html_section(const char *title, const char *text,
		  struct strbuf *out); /* <section> with a heading */
void html_section_end(struct strbuf *out);

struct html_bar {
	const char *label;
	char *value; /* behind the bar; freed by html_chart() */
	uint64_t from, to;
	unsigned colour; /* 0..HTML_COLOURS-1 */
	bool thin;	 /* beside the one above it */
};
#define HTML_COLOURS 8

struct html_chart {
	const char *id;	   /* unique in the page */
	const char *title; /* for who cannot see it */
	struct html_bar *bars;
	size_t n;
	uint64_t whole;	  /* what the width is */
	double unit;	  /* of the axis; 0: no axis */
	const char *name; /* of that unit */
};
void html_chart(const struct html_chart *c, struct strbuf *out);
/* The bars one behind the other, as parts of a whole. */
void html_stack(const struct html_chart *c, struct strbuf *out);

void html_facts(const struct facts *f, struct strbuf *out);
void html_comparison(const struct comparison *c, struct strbuf *out);
void html_budget(const struct budget *b, const struct facts *f, struct strbuf *out);

#endif
