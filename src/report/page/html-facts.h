/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_REPORT_PAGE_HTML_FACTS_H
#define JIFFY_REPORT_PAGE_HTML_FACTS_H

#include "report/facts.h"

/* Appends the page's part about one run. */
void html_facts(const struct facts *f, struct strbuf *out);

#endif
