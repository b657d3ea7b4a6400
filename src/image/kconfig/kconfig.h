/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kconfig fragments: merge them, apply them with the tree's own tools, check that every requested symbol
 * survived, and ask the tree's own Kconfig why one did not.
 */
#ifndef JIFFY_IMAGE_KCONFIG_KCONFIG_H
#define JIFFY_IMAGE_KCONFIG_KCONFIG_H

#include "image/step/build.h"

struct kconfig_want {
	char *symbol; /* without CONFIG_ */
	char *value;  /* as in .config: y, m, n, 0x200000, "text" with its quotes */
	char *origin; /* for people: "data/kernel/net.config:3", "--enable" */
	bool ours;    /* of jiffy's own lists, not the user's */
};

/* The wishes, one per symbol: a later one replaces an earlier one. */
struct kconfig_wants {
	struct kconfig_want *v;
	size_t n, cap;
};
#define _cleanup_wants_ _cleanup_(kconfig_wants_free)

void kconfig_want(struct kconfig_wants *w, const char *symbol, const char *value,
		  const char *origin);
/* All wishes up to now are of jiffy's own lists; who wishes one of them again makes it his. */
void kconfig_wants_are_ours(struct kconfig_wants *w);
/* The user's wish for another value than that of "SYMBOL=VALUE"; NULL: there is none. */
const struct kconfig_want *kconfig_wants_against(const struct kconfig_wants *w,
						 const char *assignment);
/* Hints that this wish of the user's is the reason. */
int kconfig_hint_against(const struct kconfig_want *against, struct err *e);
/* Tells that 'lost', one of ours, is left out for the sake of the user's. */
void kconfig_note_dropped(const struct build *b, const struct kconfig_want *lost,
			  const struct kconfig_want *against);
/* Reads a fragment: "CONFIG_X=value", "# CONFIG_X is not set"; other comments and blank lines are skipped; anything else is an error with file:line. */
int kconfig_want_file(struct kconfig_wants *w, const char *path, const char *display,
		      struct err *e);
/* The same for a fragment's text. */
int kconfig_want_text(struct kconfig_wants *w, const char *text, const char *display,
		      struct err *e);
/* "SYMBOL=VALUE"; CONFIG_ before it is accepted; strings may come without their quotes. */
int kconfig_want_assignment(struct kconfig_wants *w, const char *assignment, const char *origin,
			    struct err *e);
/* The text of a fragment that holds them all. Caller's. */
char *kconfig_wants_text(const struct kconfig_wants *w);
void kconfig_wants_free(struct kconfig_wants *w);

/* Value of a symbol in a .config's text, as in the file; "n" for what is not set or not there. Caller's. */
char *kconfig_value(const char *config_text, const char *symbol);
/* Indices of the wishes that 'config_text' does not hold, in order; returns how many. lost has room for w->n. */
size_t kconfig_lost(const struct kconfig_wants *w, const char *config_text, size_t *lost);
/*
 * Adds what .config's text 'now' says otherwise than 'before', as wishes. What only disappeared is left
 * out: it hangs on one of them.
 */
int kconfig_changes(const char *before, const char *now, struct kconfig_wants *changed,
		    struct err *e);

#endif
