/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/util.h"

#include <stdio.h>
#include <time.h>

void bug(const char *file, int line, const char *what)
{
	dprintf(STDERR_FILENO, "jiffy: bug at %s:%d: %s\n", file, line, what);
	abort();
}

static void *must(void *p)
{
	if (!p) {
		dprintf(STDERR_FILENO, "jiffy: out of memory\n");
		abort();
	}
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	/* calloc(0) may return NULL, which would look like a failure */
	return must(calloc(n ? n : 1, size ? size : 1));
}

void *xrealloc(void *p, size_t n, size_t size)
{
	return must(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return must(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	return must(strndup(s, n));
}

char *xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	return vasprintf(&s, fmt, ap) < 0 ? must(NULL) : s;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

void str_set(char **dst, const char *s)
{
	char *copy = s ? xstrdup(s) : NULL; /* before free(): s may be part of *dst */

	free(*dst);
	*dst = copy;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && !memcmp(s + n - m, suffix, m);
}

bool str_number(const char **s, const char *end, uint64_t *out)
{
	const char *p = *s;

	for (*out = 0; p != end && *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(*p - '0'), out))
			return false;
	if (p == *s)
		return false;
	*s = p;
	return true;
}

const char *str_last_lines(const char *s, unsigned n)
{
	const char *p = s + strlen(s);

	while (p > s && (p[-1] != '\n' || !p[0] || n-- > 1))
		p--;
	return p;
}

uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NS_PER_SEC + (uint64_t)ts.tv_nsec;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits (insert, delete, replace, swap neighbours) from a to b: optimal string alignment. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), result;
	size_t *before = xcalloc(nb + 1, sizeof(*before));
	size_t *prev = xcalloc(nb + 1, sizeof(*prev));
	size_t *row = xcalloc(nb + 1, sizeof(*row));

	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *t = before;

		before = prev, prev = row, row = t;
		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			row[j] = min3(prev[j] + 1, row[j - 1] + 1,
				      prev[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
	}
	result = row[nb];
	free(before);
	free(prev);
	free(row);
	return result;
}

const char *nearest_name(const char *word, const char *const *names, size_t n)
{
	size_t limit = strlen(word) / 3, best = limit + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]), d;

		/* the difference in length is a cheap lower bound */
		if (len > strlen(word) + limit || len + limit < strlen(word))
			continue;
		d = edit_distance(word, names[i]);
		if (d < best) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}
