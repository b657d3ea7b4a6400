/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests to a configuration: fragments, symbols on the command line, and what .config made of
 * them.
 */
#ifndef JIFFY_IMAGE_KCONFIG_KCONFIG_H
#define JIFFY_IMAGE_KCONFIG_KCONFIG_H

#include "image/step/build.h"

struct kconfig_request {
	char *symbol; /* without CONFIG_ */
	char *value;  /* as in .config: y, m, n, 0x200000, "text" with its quotes */
	char *origin; /* for people: "data/kernel/net.config:3", "--enable" */
	bool ours;    /* from jiffy's own lists, not from the user */
};

/* One for each symbol: a later one replaces an earlier one. */
struct kconfig_requests {
	struct kconfig_request *v;
	size_t n, cap;
};
#define _cleanup_requests_ _cleanup_(kconfig_requests_free)

/* Adds a request, or replaces the one for the same symbol. Copies the strings. */
void kconfig_request_add(struct kconfig_requests *r, const char *symbol, const char *value,
			 const char *origin);
/* Marks all requests so far as jiffy's own. One that is added again is the user's. */
void kconfig_requests_are_ours(struct kconfig_requests *r);
/* The user's request that contradicts "SYMBOL=VALUE", or NULL. */
const struct kconfig_request *kconfig_requests_against(const struct kconfig_requests *r,
						       const char *assignment);
/* Adds a hint that this request of the user's is the reason. */
int kconfig_hint_against(const struct kconfig_request *against, struct err *e);
/* Tells the user that 'unmet', one of ours, is left out because of 'against'. */
void kconfig_note_dropped(const struct build *b, const struct kconfig_request *unmet,
			  const struct kconfig_request *against);
/*
 * Reads a fragment: "CONFIG_X=value", "# CONFIG_X is not set"; other comments and blank lines are
 * skipped; any other line is an error with file and line. display: the file's name for people.
 */
int kconfig_request_file(struct kconfig_requests *r, const char *path, const char *display,
			 struct err *e);
/* The same for a fragment's text. */
int kconfig_request_text(struct kconfig_requests *r, const char *text, const char *display,
			 struct err *e);
/* "SYMBOL=VALUE", with or without CONFIG_; strings may come without their quotes. */
int kconfig_request_assignment(struct kconfig_requests *r, const char *assignment,
			       const char *origin, struct err *e);
/* The text of a fragment that holds them all. Caller's. */
char *kconfig_requests_text(const struct kconfig_requests *r);
void kconfig_requests_free(struct kconfig_requests *r);

/* A symbol's value in the text of a .config; "n" when it is not set or not there. Caller's. */
char *kconfig_value(const char *config_text, const char *symbol);
/*
 * Indices of the requests that 'config_text' does not hold; returns how many. unmet: room for r->n.
 */
size_t kconfig_unmet(const struct kconfig_requests *r, const char *config_text, size_t *unmet);
/*
 * Adds a request for each symbol that .config's text 'now' has with another value than 'before'. A
 * symbol that only disappeared is left out: it depends on one of the others.
 */
int kconfig_changes(const char *before, const char *now, struct kconfig_requests *changed,
		    struct err *e);

#endif
