/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts, comparisons and budgets for a terminal of 80 columns; appended. */
#ifndef JIFFY_REPORT_FACTS_TEXT_H
#define JIFFY_REPORT_FACTS_TEXT_H

#include "report/budget.h"
#include "report/compare.h"

void facts_text(const struct facts *f, bool colour, struct strbuf *out);
/* The sentence, then the tables. */
void comparison_text(const struct comparison *c, bool colour, struct strbuf *out);
void budget_text(const struct budget *b, const struct facts *f, bool colour, struct strbuf *out);

/* A heading, bold where there is colour. */
void text_heading(bool colour, const char *text, struct strbuf *out);
/* A bar from 'from' to 'to' of 'whole' in 'width' columns, at least one when to > from. */
void text_bar(bool colour, char c, uint64_t from, uint64_t to, uint64_t whole, unsigned width,
	      struct strbuf *out);

#endif
