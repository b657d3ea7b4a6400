/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the search knows of each symbol, and what it would cost to change the symbol. */
#ifndef JIFFY_DATA_KCONFIG_NODE_H
#define JIFFY_DATA_KCONFIG_NODE_H

#include "trial.h"

#define NEVER	    1e9	 /* a cost: there is no way */
#define COST_SET    1	 /* one more symbol to set */
#define COST_JIFFY  50	 /* against a request of jiffy's */
#define COST_USER   2000 /* against a request of the user's */
#define COST_ASSUME 1e5	 /* something that no configuration can change */
#define COST_FIXED  4e5	 /* the same, where nothing says why */

/* What may be changed. */
enum freedom {
	KEEP_USER, /* everything but the user's requests */
	ALL,	   /* everything that can be set */
	ASSUME,	   /* also what no configuration can change: that is the cause */
	FREEDOMS
};

struct node {
	struct symbol *sym; /* one without a name is a choice */
	struct menu **menus;
	int n_menus;
	struct menu *choice; /* of which it is a member, or NULL */
	tristate now;
	double on, off; /* costs of the value y, and of n */
	double first_on[FREEDOMS], first_off[FREEDOMS];
	double extra;	  /* of setting it: it did not work before */
	bool macro;	  /* its definition has a macro that runs a program */
	int planned;	  /* -1, or the tristate value */
	const char *text; /* the planned value of another type */
};

void nodes_init(void);
struct node *node_of(struct symbol *sym);
/*
 * Takes the values after a trial, and computes the costs. module: 'm' is on, too, since the symbol
 * is to be a module. Unless 'afresh', the costs are those computed first, which is much quicker:
 * few differ.
 */
void nodes_update(const struct requests *r, enum freedom freedom, bool module, bool afresh);
/* Whether the value is what is wanted: on, or off. */
bool is_met(tristate value, bool on);
void nodes_forget(void); /* the extra costs */

/* Of making the expression y, or n. A NULL expression is y. */
double cost_of(struct expr *e, bool on, struct node *owner);
double cost_of_setting(struct node *n, const char *value);
/* A constant, or a symbol that nothing can turn on: what assuming it costs. */
double cost_of_assuming(struct node *owner);
bool is_leaf(struct node *n);
bool has_prompt(struct symbol *sym);
/* With the values now, and those planned. */
tristate node_value(struct symbol *sym);
const char *node_text(struct symbol *sym);
tristate expr_value(struct expr *e);

/* Whether "a OP b" for two values of the symbols' type. */
bool compare(enum expr_type op, struct symbol *left, const char *a, const char *b);
/* A value with which "value OP text" is true, in buf; NULL: there is none. */
const char *satisfying(enum expr_type op, struct symbol *left, const char *text, char buf[64]);
enum expr_type inverse(enum expr_type op);

#endif
