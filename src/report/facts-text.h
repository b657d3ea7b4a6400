/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known about a run, for a terminal of 80 columns. Text is appended. */
#ifndef JIFFY_REPORT_FACTS_TEXT_H
#define JIFFY_REPORT_FACTS_TEXT_H

#include "report/facts.h"

void facts_text(const struct facts *f, bool colour, struct strbuf *out);
/* A heading, bold with colour. */
void text_heading(bool colour, const char *text, struct strbuf *out);

#endif
