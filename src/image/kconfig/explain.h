/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking the tree's own Kconfig: data/kconfig-explain.c, linked with the objects of the tree's 'conf' and run
 * in the environment that kbuild gave 'conf' (kept by kernel_configure).
 */
#ifndef JIFFY_IMAGE_KCONFIG_EXPLAIN_H
#define JIFFY_IMAGE_KCONFIG_EXPLAIN_H

#include "image/kbuild/kbuild.h"
#include "image/kconfig/kconfig.h"

/* What Kconfig says of one symbol; expressions carry present values, "PCI [=n] && NET [=y]". */
struct explain_facts {
	char *symbol, *type, *value;
	char *depends, *range; /* NULL: none */
	char *visible;	       /* "y": a prompt can be seen, so it can be set now; else NULL */
	char *nearest;	       /* of an unknown symbol: the known name nearest to it, or NULL */
	bool unknown;
	struct strv prompts, menus, places; /* of its definitions; places: "net/Kconfig:6" */
	struct strv unmet;		    /* dependencies that are not met, all of them needed */
	struct strv selected, implied;	    /* what turns it on now */
	struct strv chosen;		    /* what its choice has instead of it */
	struct strv enable; /* "NAME=VALUE": what to set so that it can have the value asked for */
};

struct explain {
	struct explain_facts *v;
	size_t n;
};
#define _cleanup_explain_ _cleanup_(explain_free)

#define EXPLAIN_ENV                                                                                \
	"kconfig.env" /* in the build folder: the environment of 'conf', with '\0' between */
#define EXPLAIN_TOOL "kconfig-explain"

/* questions: "SYMBOL" or "SYMBOL=WANTED". config: name of the .config below obj. One answer for each, in order. */
int explain_ask(struct kbuild *k, const char *config, const struct strv *questions,
		struct explain *out, struct err *e);
/* The answers of the program. */
int explain_parse(struct explain *out, const char *text, struct err *e);
void explain_free(struct explain *x);

/* Lines for people that tell everything. Caller's. */
char *explain_text(const struct explain_facts *f);
/* The user's wish because of which the symbol cannot have the value asked for; NULL: it is not such a one. */
const struct kconfig_want *explain_against(const struct kconfig_wants *w,
					   const struct explain_facts *f);
/*
 * Sets e (kind ERR_CONFIG): which wishes config_text does not hold, and why. facts: an answer for each of lost[0..n),
 * or none when Kconfig could not be asked.
 */
int explain_lost(const struct kconfig_wants *w, const char *config_text, const size_t *lost,
		 size_t n, const struct explain *facts, struct err *e);

#endif
