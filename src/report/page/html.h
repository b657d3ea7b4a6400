/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as one HTML file, light or dark, that loads no script, font or picture. */
#ifndef JIFFY_REPORT_PAGE_HTML_H
#define JIFFY_REPORT_PAGE_HTML_H

#include "report/budget.h"
#include "report/compare.h"

/* Appended. c, b: NULL if not asked for. */
void report_html(const struct facts *f, const struct comparison *c, const struct budget *b,
		 struct strbuf *out);

#endif
