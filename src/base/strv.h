/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list that owns its strings. v[n] is NULL; v itself is NULL until the first string. */
#ifndef JIFFY_BASE_STRV_H
#define JIFFY_BASE_STRV_H

#include "base/util.h"

struct strv {
	char **v;
	size_t n, cap;
};

#define _cleanup_strv_	    _cleanup_(strv_free)
#define strv_foreach(s, sv) for (char **i__ = (sv)->v, *s; i__ && (s = *i__); i__++)

void strv_add(struct strv *sv, const char *s);
/* Unless it is there already. */
void strv_add_once(struct strv *sv, const char *s);
void strv_addf(struct strv *sv, const char *fmt, ...) PRINTF(2, 3);
void strv_take(struct strv *sv, char *s); /* takes ownership of s */
void strv_addv(struct strv *sv, const struct strv *more);
/* Adds the NULL-terminated arguments. */
void strv_addl(struct strv *sv, ...) __attribute__((sentinel));
bool strv_has(const struct strv *sv, const char *s);
void strv_sort(struct strv *sv);
char *strv_join(const struct strv *sv, const char *separator);
/* Adds the non-empty words of s between any of the separator bytes. */
void strv_split(struct strv *sv, const char *s, const char *separators);
/*
 * Splits s into words as a POSIX shell does (blanks, '…', "…", backslash), without expansions, and
 * adds them. -1: a quote is not closed; sv is unchanged.
 */
int strv_split_shell(struct strv *sv, const char *s);
/* The words as one shell command, quoted only where necessary. Caller's. */
char *strv_shell(const struct strv *sv);
char *shell_quote(const char *s);
void strv_clear(struct strv *sv);
void strv_free(struct strv *sv);

#endif
