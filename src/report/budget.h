/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits for a build: "boot=300ms,memory=20M,kernel=4M". */
#ifndef JIFFY_REPORT_BUDGET_H
#define JIFFY_REPORT_BUDGET_H

#include "base/strv.h"
#include "report/facts.h"

enum budget_item {
	BUDGET_BOOT,   /* ns from QEMU's start to the prompt, the median */
	BUDGET_MEMORY, /* bytes in use at the prompt, the median */
	BUDGET_KERNEL, /* bytes of the kernel's image in memory */
	BUDGET_TEXT,   /* bytes of its text */
	BUDGET_ITEMS,
};

struct budget {
	uint64_t limits[BUDGET_ITEMS]; /* 0: none */
};

/*
 * Of two limits with the same name, the later one counts. A bad limit is an error of kind
 * ERR_USAGE.
 */
int budget_parse(const struct strv *lists, struct budget *out, struct err *e);
bool budget_any(const struct budget *b);
const char *budget_name(enum budget_item i);
/* The figure of the run that the limit is for; 0: not known. */
uint64_t budget_value(enum budget_item i, const struct facts *f);
/* Whether the run keeps the limit: true if there is none, false if the figure is not known. */
bool budget_kept(const struct budget *b, enum budget_item i, const struct facts *f);
bool budget_all_kept(const struct budget *b, const struct facts *f);

#endif
