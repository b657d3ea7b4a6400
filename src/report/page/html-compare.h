/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page's parts about a comparison and a budget. HTML is appended. */
#ifndef JIFFY_REPORT_PAGE_HTML_COMPARE_H
#define JIFFY_REPORT_PAGE_HTML_COMPARE_H

#include "report/budget.h"
#include "report/compare.h"

void html_comparison(const struct comparison *c, struct strbuf *out);
void html_budget(const struct budget *b, const struct facts *f, struct strbuf *out);

#endif
