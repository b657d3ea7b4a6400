/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strv.h"

#include "base/strbuf.h"

void strv_take(struct strv *sv, char *s)
{
	if (sv->n + 1 >= sv->cap) {
		sv->cap = sv->cap ? sv->cap * 2 : 8;
		sv->v = xrealloc(sv->v, sv->cap, sizeof(*sv->v));
	}
	sv->v[sv->n++] = s;
	sv->v[sv->n] = NULL;
}

void strv_add(struct strv *sv, const char *s)
{
	strv_take(sv, xstrdup(s));
}

void strv_addf(struct strv *sv, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strv_take(sv, xvasprintf(fmt, ap));
	va_end(ap);
}

void strv_addv(struct strv *sv, const struct strv *more)
{
	size_t n = more->n; /* more may be sv itself */

	for (size_t i = 0; i < n; i++)
		strv_add(sv, more->v[i]);
}

void strv_addl(struct strv *sv, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, sv);
	while ((s = va_arg(ap, const char *)))
		strv_add(sv, s);
	va_end(ap);
}

bool strv_has(const struct strv *sv, const char *s)
{
	for (size_t i = 0; i < sv->n; i++)
		if (!strcmp(sv->v[i], s))
			return true;
	return false;
}

void strv_add_once(struct strv *sv, const char *s)
{
	if (!strv_has(sv, s))
		strv_add(sv, s);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strv_sort(struct strv *sv)
{
	if (sv->n)
		qsort(sv->v, sv->n, sizeof(*sv->v), by_bytes);
}

char *strv_join(const struct strv *sv, const char *separator)
{
	struct strbuf sb = {0};

	for (size_t i = 0; i < sv->n; i++) {
		if (i)
			sb_add(&sb, separator);
		sb_add(&sb, sv->v[i]);
	}
	return sb_detach(&sb);
}

void strv_split(struct strv *sv, const char *s, const char *separators)
{
	while (*(s += strspn(s, separators))) {
		size_t n = strcspn(s, separators);

		strv_take(sv, xstrndup(s, n));
		s += n;
	}
}

/*
 * POSIX shell command language, 2.2 (quoting). Each takes s after the opening character, adds what
 * is quoted, and returns what follows; NULL: the quote is not closed.
 */
static const char *single_quoted(struct strbuf *word, const char *s)
{
	const char *end = strchr(s, '\'');

	if (!end)
		return NULL;
	sb_addn(word, s, (size_t)(end - s));
	return end + 1;
}

static const char *double_quoted(struct strbuf *word, const char *s)
{
	for (; *s != '"'; s++) {
		if (!*s)
			return NULL;
		if (*s == '\\' && s[1] == '\n') {
			s++;
			continue;
		}
		if (*s == '\\' && s[1] && strchr("$`\"\\", s[1]))
			s++;
		sb_addc(word, *s);
	}
	return s + 1;
}

static const char *escaped(struct strbuf *word, const char *s)
{
	if (!*s) { /* at the end of s, a plain backslash */
		sb_addc(word, '\\');
		return s;
	}
	if (*s != '\n') /* a newline is removed: the line continues */
		sb_addc(word, *s);
	return s + 1;
}

/* Adds the word at s. NULL: a quote is not closed. */
static const char *shell_word(struct strbuf *word, const char *s)
{
	while (s && *s && !strchr(" \t\n", *s)) {
		if (*s == '\'')
			s = single_quoted(word, s + 1);
		else if (*s == '"')
			s = double_quoted(word, s + 1);
		else if (*s == '\\')
			s = escaped(word, s + 1);
		else
			sb_addc(word, *s++);
	}
	return s;
}

/* Skips blanks and continued lines. */
static const char *skip_blanks(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\n");
		if (s[0] != '\\' || s[1] != '\n')
			return s;
		s += 2;
	}
}

int strv_split_shell(struct strv *sv, const char *s)
{
	_cleanup_strv_ struct strv words = {0};

	while (*(s = skip_blanks(s))) {
		_cleanup_sb_ struct strbuf word = {0};

		s = shell_word(&word, s);
		if (!s)
			return -1;
		strv_take(&words, sb_detach(&word));
	}
	strv_addv(sv, &words);
	return 0;
}

char *shell_quote(const char *s)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "@%_+=:,./-";
	struct strbuf sb = {0};

	if (*s && !s[strspn(s, safe)])
		return xstrdup(s);
	sb_addc(&sb, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			sb_add(&sb, "'\\''");
		else
			sb_addc(&sb, *s);
	}
	sb_addc(&sb, '\'');
	return sb_detach(&sb);
}

char *strv_shell(const struct strv *sv)
{
	_cleanup_strv_ struct strv quoted = {0};

	for (size_t i = 0; i < sv->n; i++)
		strv_take(&quoted, shell_quote(sv->v[i]));
	return strv_join(&quoted, " ");
}

void strv_clear(struct strv *sv)
{
	for (size_t i = 0; i < sv->n; i++)
		free(sv->v[i]);
	sv->n = 0;
	if (sv->v)
		sv->v[0] = NULL;
}

void strv_free(struct strv *sv)
{
	strv_clear(sv);
	free(sv->v);
	*sv = (struct strv){0};
}
