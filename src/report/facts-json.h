/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON; docs/report.md describes it. */
#ifndef JIFFY_REPORT_FACTS_JSON_H
#define JIFFY_REPORT_FACTS_JSON_H

#include "report/budget.h"
#include "report/compare.h"

#define REPORT_SCHEMA 1

/* c, b: NULL if not asked for. Caller's. */
struct json *facts_json(const struct facts *f, const struct comparison *c, const struct budget *b);

#endif
