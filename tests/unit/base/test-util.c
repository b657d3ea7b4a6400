/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/progress.h"
#include "base/strbuf.h"
#include "test.h"

TEST(strings)
{
	char *s = NULL;

	CHECK(str_eq(NULL, NULL) && str_eq("a", "a"));
	CHECK(!str_eq(NULL, "") && !str_eq("a", NULL) && !str_eq("a", "b"));
	CHECK(str_starts("abc", "ab") && str_starts("a", "") && !str_starts("a", "ab"));
	CHECK(str_ends("abc", "bc") && str_ends("a", "") && !str_ends("c", "bc"));
	str_set(&s, "abc");
	str_set(&s, s + 1);
	CHECK_STR(s, "bc");
	str_set(&s, NULL);
	CHECK(!s);
}

TEST(last_lines)
{
	static const struct {
		const char *text;
		unsigned n;
		const char *last;
	} cases[] = {
		{"", 1, ""},	    {"a", 1, "a"},	  {"a\n", 1, "a\n"},
		{"a\nb", 1, "b"},   {"a\nb\n", 1, "b\n"}, {"a\nb\nc\n", 2, "b\nc\n"},
		{"a\n\n", 1, "\n"}, {"a\n\nb", 2, "\nb"}, {"a\nb", 3, "a\nb"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(str_last_lines(cases[i].text, cases[i].n), cases[i].last);
}

TEST(numbers)
{
	static const struct {
		const char *text;
		size_t n;
		bool good;
		uint64_t value;
		size_t used;
	} cases[] = {
		{"12ab", 4, true, 12, 2},
		{"123", 2, true, 12, 2},
		{"x", 1, false, 0, 0},
		{"", 0, false, 0, 0},
		{"18446744073709551615", 20, true, UINT64_MAX, 20},
		{"18446744073709551616", 20, false, 0, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *s = cases[i].text;
		uint64_t value = 0;

		CHECK_INT(str_number(&s, s + cases[i].n, &value), cases[i].good);
		CHECK_INT(s - cases[i].text, cases[i].used);
		if (cases[i].good)
			CHECK(value == cases[i].value);
	}
}

TEST(allocation_of_nothing)
{
	_cleanup_free_ char *a = xcalloc(0, 8), *b = xrealloc(NULL, 0, 1);

	CHECK(a && b);
}

TEST(take)
{
	char *a = xstrdup("x"), *b = TAKE_PTR(a);
	int fd = 7, taken = TAKE_FD(fd);

	CHECK(!a);
	CHECK_STR(b, "x");
	CHECK_INT(fd, -1);
	CHECK_INT(taken, 7);
	free(b);
}

TEST(clock_goes_forward)
{
	uint64_t a = now_ns();

	CHECK(a > 0);
	CHECK(now_ns() >= a);
}

TEST(nearest)
{
	static const char *const names[] = {"kernel", "busybox", "memory", "cpus", "append"};
	static const struct {
		const char *word, *name;
	} cases[] = {
		{"kernel", "kernel"},
		{"kernle", "kernel"}, /* a swap is one edit */
		{"kernels", "kernel"},
		{"krnel", "kernel"},
		{"busibox", "busybox"},
		{"memroy", "memory"},
		{"cpu", "cpus"},
		{"", NULL},
		{"x", NULL},
		{"xy", NULL},
		{"console", NULL},
		{"aappendd", "append"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(nearest_name(cases[i].word, names, ARRAY_SIZE(names)), cases[i].name);
	CHECK(!nearest_name("kernel", NULL, 0));
}

TEST(nearest_is_the_best_not_the_first)
{
	static const char *const names[] = {"consort", "console"};

	CHECK_STR(nearest_name("consoel", names, 2), "console");
}

struct listener {
	struct progress p;
	struct strbuf seen;
};

static void note(struct progress *p, const struct progress_event *ev)
{
	struct listener *l = (struct listener *)p;

	sb_addf(&l->seen, "%d %s %s %ju/%ju %s\n", ev->kind, ev->step ? ev->step : "-",
		ev->text ? ev->text : "-", (uintmax_t)ev->done, (uintmax_t)ev->total,
		ev->unit ? ev->unit : "-");
}

TEST(progress_events)
{
	struct listener l = {.p = {.on = note, .interrupt_fd = -1}};
	struct progress deaf = {.interrupt_fd = -1};

	progress_begin(&l.p, "kernel", "%s changed", "config");
	progress_at(&l.p, "kernel", 3, 9, "files", "a.c");
	progress_end(&l.p, "kernel", NULL);
	progress_fresh(&l.p, "busybox", "nothing changed");
	progress_note(&l.p, "n%d", 1);
	progress_warn(&l.p, "w%d", 2);
	progress_begin(NULL, "x", "nobody listens");
	progress_at(&deaf, "x", 0, 0, NULL, NULL);
	CHECK_STR(sb_str(&l.seen), "0 kernel config changed 0/0 -\n"
				   "1 kernel a.c 3/9 files\n"
				   "2 kernel - 0/0 -\n"
				   "3 busybox nothing changed 0/0 -\n"
				   "4 - n1 0/0 -\n"
				   "5 - w2 0/0 -\n");
	sb_free(&l.seen);
}

TEST_MAIN()
