/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for what to set, so that a symbol gets a value. */
#ifndef JIFFY_DATA_KCONFIG_SEARCH_H
#define JIFFY_DATA_KCONFIG_SEARCH_H

#include "node.h"

#define STEPS_MAX 2000

/* One part of a plan. */
struct step {
	struct node *node;
	const char *value;	 /* to be set; NULL: it follows from the others, or is assumed */
	struct expr *comparison; /* that is assumed, or NULL */
	bool assumed;
};

struct plan {
	struct step v[STEPS_MAX];
	int n;
};

/* wanted: as in .config. After nodes_update(). Returns whether there is a plan. */
bool search(struct plan *p, struct symbol *sym, const char *wanted);
/* A plan that makes the symbol's prompt visible. */
bool search_prompt(struct plan *p, struct symbol *sym);

#endif
