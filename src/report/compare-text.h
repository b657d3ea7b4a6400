/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison and a budget, for a terminal. Text is appended. */
#ifndef JIFFY_REPORT_COMPARE_TEXT_H
#define JIFFY_REPORT_COMPARE_TEXT_H

#include "report/budget.h"
#include "report/compare.h"

/* The sentence, then tables of what changed. */
void comparison_text(const struct comparison *c, bool colour, struct strbuf *out);
void budget_text(const struct budget *b, const struct facts *f, bool colour, struct strbuf *out);

#endif
