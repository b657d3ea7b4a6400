/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A TAP test program in one header: TEST(name) { … } defines a test, the CHECK_* macros print both
 * expressions and both values with file:line, TEST_MAIN() runs the tests in order of definition.
 */
#ifndef JIFFY_TEST_H
#define JIFFY_TEST_H

#include <inttypes.h>
#include <stdio.h>

#include "base/err.h"
#include "base/util.h"

struct test {
	const char *name;
	void (*fn)(void);
	struct test *next;
};

static struct test *test_first, **test_last = &test_first;
static int test_failures;
static const char *test_skipped;

static inline void test_register(struct test *t)
{
	*test_last = t;
	test_last = &t->next;
}

#define TEST(ident)                                                                                \
	static void test_##ident(void);                                                            \
	__attribute__((constructor)) static void register_##ident(void)                            \
	{                                                                                          \
		static struct test t = {.name = #ident, .fn = test_##ident};                       \
		test_register(&t);                                                                 \
	}                                                                                          \
	static void test_##ident(void)

#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			test_failures++;                                                           \
			printf("# %s:%d: not true: %s\n", __FILE__, __LINE__, #cond);              \
		}                                                                                  \
	} while (0)

/* Leaves a test that cannot run here. */
#define SKIP(why)                                                                                  \
	do {                                                                                       \
		test_skipped = (why);                                                              \
		return;                                                                            \
	} while (0)

/* Like CHECK, but leaves the test, for what the rest of it depends on. */
#define REQUIRE(cond)                                                                              \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			test_failures++;                                                           \
			printf("# %s:%d: not true: %s\n", __FILE__, __LINE__, #cond);              \
			return;                                                                    \
		}                                                                                  \
	} while (0)

#define CHECK_INT(a, b)                                                                            \
	do {                                                                                       \
		intmax_t a__ = (intmax_t)(a), b__ = (intmax_t)(b);                                 \
		if (a__ != b__) {                                                                  \
			test_failures++;                                                           \
			printf("# %s:%d: %s is %jd, %s is %jd\n", __FILE__, __LINE__, #a, a__, #b, \
			       b__);                                                               \
		}                                                                                  \
	} while (0)

#define CHECK_STR(a, b)                                                                            \
	do {                                                                                       \
		const char *a__ = (a), *b__ = (b);                                                 \
		if (!str_eq(a__, b__)) {                                                           \
			test_failures++;                                                           \
			printf("# %s:%d: %s is '%s', %s is '%s'\n", __FILE__, __LINE__, #a,        \
			       a__ ? a__ : "(null)", #b, b__ ? b__ : "(null)");                    \
		}                                                                                  \
	} while (0)

#define CHECK_CONTAINS(haystack, needle)                                                           \
	do {                                                                                       \
		const char *h__ = (haystack), *n__ = (needle);                                     \
		if (!h__ || !strstr(h__, n__)) {                                                   \
			test_failures++;                                                           \
			printf("# %s:%d: %s is '%s', which does not contain '%s'\n", __FILE__,     \
			       __LINE__, #haystack, h__ ? h__ : "(null)", n__);                    \
		}                                                                                  \
	} while (0)

/* The call succeeds (0); otherwise its error is printed. */
#define CHECK_OK(call, e)                                                                          \
	do {                                                                                       \
		if ((call) != 0) {                                                                 \
			test_failures++;                                                           \
			printf("# %s:%d: %s failed: %s\n", __FILE__, __LINE__, #call,              \
			       (e)->msg ? (e)->msg : "(no message)");                              \
		}                                                                                  \
	} while (0)

/* Makes a folder in $TMPDIR or /tmp; the caller removes it. */
static inline char *temporary_dir(const char *prefix)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = xasprintf("%s/%s-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp", prefix);

	if (!mkdtemp(dir))
		abort();
	return dir;
}

#define TEST_MAIN()                                                                                \
	int main(void)                                                                             \
	{                                                                                          \
		int n = 0, bad = 0;                                                                \
		for (struct test *t = test_first; t; t = t->next)                                  \
			n++;                                                                       \
		printf("1..%d\n", n);                                                              \
		n = 0;                                                                             \
		for (struct test *t = test_first; t; t = t->next) {                                \
			test_failures = 0;                                                         \
			test_skipped = NULL;                                                       \
			t->fn();                                                                   \
			bad += test_failures > 0;                                                  \
			printf("%s %d - %s%s%s\n", test_failures ? "not ok" : "ok", ++n, t->name,  \
			       test_skipped ? " # SKIP " : "", test_skipped ? test_skipped : "");  \
			fflush(stdout);                                                            \
		}                                                                                  \
		return bad > 0;                                                                    \
	}

#endif
