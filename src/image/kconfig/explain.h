/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking the tree's own Kconfig: the sources in data/kconfig, linked with the objects of the tree's
 * 'conf' and run in the environment that kbuild gave 'conf' (which kernel_configure() kept).
 */
#ifndef JIFFY_IMAGE_KCONFIG_EXPLAIN_H
#define JIFFY_IMAGE_KCONFIG_EXPLAIN_H

#include "image/kbuild/kbuild.h"
#include "image/kconfig/kconfig.h"

/* What Kconfig says about one symbol; expressions show present values: "PCI [=n] && NET [=y]". */
struct explain_answer {
	char *symbol, *type, *value;
	char *wanted;	       /* the value asked for; NULL: to be on */
	char *depends, *range; /* NULL: none */
	char *visible;	       /* "y": its prompt is visible, so it can be set now; else NULL */
	char *nearest;	       /* of an unknown symbol: the known name that is nearest, or NULL */
	bool unknown;
	struct strv prompts, menus, places; /* of its definitions; places: "net/Kconfig:6" */
	struct strv unmet;		    /* dependencies that are not met, all of them needed */
	struct strv selected, implied;	    /* what turns it on now */
	struct strv chosen;		    /* what is chosen instead of it */
	char *way;	    /* "y": the value asked for can be had, with 'enable'; else NULL */
	struct strv enable; /* "NAME=VALUE": what allows the value asked for */
	struct strv lost;   /* "NAME=VALUE": jiffy's requests that this gives up */
	char *module;	    /* "y": 'enable' allows it only as a module; else NULL */
	char *cc;	    /* 'enable' works with this compiler only; NULL: with the present one */
	struct strv causes; /* without a way: as data/kconfig/advice.c prints them */
	struct strv needs;  /* the same for people: "clang as the compiler (CC_IS_CLANG)" */
};

struct explain {
	struct explain_answer *v;
	size_t n;
};
#define _cleanup_explain_ _cleanup_(explain_free)

/* In the build folder: the environment of 'conf', with '\0' after each variable. */
#define EXPLAIN_ENV  "kconfig.env"
#define EXPLAIN_TOOL "kconfig-explain"

/*
 * questions: "SYMBOL" or "SYMBOL=WANTED". config: name of the .config below obj; it tells the
 * values. The advice holds for a configuration made with 'requests', and Kconfig tried it. Fills
 * 'out' with one answer for each question, in order; explain_free() frees it.
 */
int explain_ask(struct kbuild *k, const char *config, const struct kconfig_requests *requests,
		const struct strv *questions, struct explain *out, struct err *e);
/* Whether the value asked for can be had, with 'enable' and 'cc'. */
bool explain_possible(const struct explain_answer *a);
/* Parses the program's output. explain_free() frees 'out'. */
int explain_parse(struct explain *out, const char *text, struct err *e);
void explain_free(struct explain *x);

#endif
