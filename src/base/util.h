/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every file needs: cleanup attributes, allocation, BUG_ON().
 *
 * The x*() functions abort when memory runs out, so callers need not check. A string returned as
 * 'char *' belongs to the caller, one returned as 'const char *' does not.
 */
#ifndef JIFFY_BASE_UTIL_H
#define JIFFY_BASE_UTIL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	 (sizeof(a) / sizeof((a)[0]))
#define PRINTF(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define NORETURN	 __attribute__((noreturn))

/* Takes the pointer and leaves NULL, so that a cleanup attribute frees nothing. */
#define TAKE_PTR(p)                                                                                \
	({                                                                                         \
		__typeof__(p) taken__ = (p);                                                       \
		(p) = NULL;                                                                        \
		taken__;                                                                           \
	})
/* The same for a file descriptor, which becomes -1. */
#define TAKE_FD(fd)                                                                                \
	({                                                                                         \
		int taken__ = (fd);                                                                \
		(fd) = -1;                                                                         \
		taken__;                                                                           \
	})

/* For bugs in jiffy, never for bad input: prints file:line and aborts. */
#define BUG_ON(cond)                                                                               \
	do {                                                                                       \
		if (__builtin_expect(!!(cond), 0))                                                 \
			bug(__FILE__, __LINE__, #cond);                                            \
	} while (0)
NORETURN void bug(const char *file, int line, const char *what);

void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);
char *xvasprintf(const char *fmt, va_list ap) PRINTF(1, 0);
/* Replaces *dst by a copy of s, or by NULL. */
void str_set(char **dst, const char *s);

static inline bool str_eq(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static inline bool str_starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool str_ends(const char *s, const char *suffix);
/*
 * Reads the decimal digits at *s, up to 'end' (NULL: up to the '\0'), and moves *s after them. If
 * there is none or it does not fit, returns false and leaves *s alone.
 */
bool str_number(const char **s, const char *end, uint64_t *out);
/* The last n lines of s, whether the last one ends with a newline or not. */
const char *str_last_lines(const char *s, unsigned n);

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define _cleanup_(f)	__attribute__((cleanup(f)))
#define _cleanup_free_	_cleanup_(cleanup_free)
#define _cleanup_close_ _cleanup_(cleanup_close)

/* Nanoseconds of CLOCK_MONOTONIC, the program's only clock. */
uint64_t now_ns(void);
#define NS_PER_MS  UINT64_C(1000000)
#define NS_PER_SEC UINT64_C(1000000000)

/*
 * The entry of names[0..n) that 'word' was probably meant to be: the nearest by edit distance, at
 * most a third of the word's length away. NULL if there is none.
 */
const char *nearest_name(const char *word, const char *const *names, size_t n);

#endif
