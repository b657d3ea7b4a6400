/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts-make.h"
#include "report/compare.h"
#include "report/units.h"

static const char grown_sizes[] = "section text 206028 .text\nsection rodata 20480 .rodata\n"
				  "section data 40960 .data\nsection bss 81920 .bss\n"
				  "section new 8 .odd\npadding - 4096 -\n"
				  "symbol text 2252 grows\nsymbol text 500 shrinks\n"
				  "symbol data 8 stays\nsymbol data 4 comes\n";

static void check_sentence(const struct comparison *c, const char *text)
{
	_cleanup_sb_ struct strbuf out = {0};

	comparison_sentence(c, &out);
	CHECK_STR(sb_str(&out), text);
}

TEST(the_sentence)
{
	_cleanup_facts_ struct facts old = made_facts("1", made_sizes),
				     new = made_facts("2", grown_sizes);
	_cleanup_comparison_ struct comparison c = {0}, back = {0};

	made_boot(&old, 210, 400, made_records);
	made_boot(&new, 210, 392, made_records);
	new.boots[0].timeline.total += MS / 10;
	compare(&old, &new, &c);
	check_sentence(&c, "this change costs +1.2 KB text, +0.1 ms boot, +8 KB memory");
	compare(&new, &old, &back);
	check_sentence(&back, "this change costs -1.2 KB text, -0.1 ms boot, -8 KB memory");
}

TEST(nothing_changed)
{
	_cleanup_facts_ struct facts old = made_facts("1", made_sizes),
				     new = made_facts("2", made_sizes);
	_cleanup_comparison_ struct comparison c = {0};
	_cleanup_sb_ struct strbuf doubt = {0};

	made_boot(&old, 210, 400, made_records);
	made_boot(&new, 210, 400, made_records);
	compare(&old, &new, &c);
	check_sentence(&c, "this change costs +0 KB text, +0.0 ms boot, +0 KB memory");
	CHECK_INT(c.symbols.n + c.sections.n + c.phases.n + c.rows.n + c.calls.n, 0);
	comparison_doubt(&c, &doubt);
	CHECK_STR(sb_str(&doubt), "");
}

TEST(what_is_not_known_is_said)
{
	_cleanup_facts_ struct facts old = made_facts("1", NULL), new = made_facts("2", made_sizes);
	_cleanup_comparison_ struct comparison c = {0};

	made_boot(&new, 210, 400, made_records);
	compare(&old, &new, &c);
	check_sentence(&c, "this change costs text unknown, boot unknown, memory unknown");
	CHECK_INT(c.symbols.n, 0);
}

TEST(symbols_by_size_of_change)
{
	_cleanup_facts_ struct facts old = made_facts("1", made_sizes),
				     new = made_facts("2", grown_sizes);
	_cleanup_comparison_ struct comparison c = {0};

	compare(&old, &new, &c);
	CHECK_INT(c.symbols.n, 4);
	CHECK_STR(c.symbols.v[0].name, "grows");
	CHECK_INT(change_delta(&c.symbols.v[0]), 1228);
	CHECK_STR(c.symbols.v[1].name, "goes");
	CHECK_INT(c.symbols.v[1].side, CHANGE_GONE);
	CHECK_STR(c.symbols.v[2].name, "shrinks");
	CHECK_STR(c.symbols.v[3].name, "comes");
	CHECK_STR(c.symbols.v[3].kind, "data");
	CHECK_INT(c.symbols.v[3].side, CHANGE_NEW);
	CHECK_INT(c.symbols.grew, 1232);
	CHECK_INT(c.symbols.shrank, 76);
	CHECK_INT(c.sections.n, 2);
	CHECK_STR(c.sections.v[0].name, ".init.text");
}

static struct spread doubt_of(const unsigned a[3], const unsigned b[3], struct strbuf *doubt)
{
	_cleanup_facts_ struct facts old = made_facts("1", made_sizes),
				     new = made_facts("2", made_sizes);
	_cleanup_comparison_ struct comparison c = {0};

	for (int i = 0; i < 3; i++) {
		if (a[i])
			made_boot(&old, a[i], 400, made_records);
		if (b[i])
			made_boot(&new, b[i], 400, made_records);
	}
	compare(&old, &new, &c);
	comparison_doubt(&c, doubt);
	return facts_boot(&new);
}

TEST(how_sure_it_is)
{
	static const struct {
		unsigned a[3], b[3];
		const char *doubt; /* NULL: none */
	} cases[] = {
		{{210, 220, 225}, {230, 240, 250}, NULL},
		{{210, 230, 250},
		 {220, 240, 260},
		 "within the noise; the fastest boots took 210.0 ms and 220.0 ms"},
		{{210, 220}, {230, 240}, "too few boots"},
		{{210, 0}, {240, 0}, "too few boots"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_sb_ struct strbuf doubt = {0};

		doubt_of(cases[i].a, cases[i].b, &doubt);
		if (cases[i].doubt)
			CHECK_CONTAINS(sb_str(&doubt), cases[i].doubt);
		else
			CHECK_STR(sb_str(&doubt), "");
	}
}

TEST(initcalls_come_and_go)
{
	_cleanup_facts_ struct facts old = made_facts("1", NULL), new = made_facts("2", NULL);
	_cleanup_comparison_ struct comparison c = {0};

	made_boot(&old, 210, 400,
		  "7,1,9000,-;initcall a+0x0/0x1 returned 0 after 900 usecs\n"
		  "7,1,9000,-;initcall b+0x0/0x1 returned 0 after 700 usecs\n"
		  "7,1,9000,-;initcall same+0x0/0x1 returned 0 after 70 usecs\n");
	made_boot(&new, 210, 400,
		  "7,1,9000,-;initcall a+0x0/0x1 returned 0 after 950 usecs\n"
		  "7,1,9000,-;initcall same+0x0/0x1 returned 0 after 60 usecs\n"
		  "7,1,9000,-;initcall c+0x0/0x1 returned 0 after 500 usecs\n");
	compare(&old, &new, &c);
	CHECK_INT(c.calls.n, 3);
	CHECK_STR(c.calls.v[0].name, "b");
	CHECK_INT(c.calls.v[0].side, CHANGE_GONE);
	CHECK_STR(c.calls.v[1].name, "c");
	CHECK_INT(c.calls.v[1].side, CHANGE_NEW);
	CHECK_STR(c.calls.v[2].name, "a");
}

TEST(only_phases_that_both_boots_tell_are_compared)
{
	_cleanup_facts_ struct facts old = made_facts("1", NULL), new = made_facts("2", NULL);
	_cleanup_comparison_ struct comparison c = {0};

	made_boot(&old, 210, 400, "");
	made_boot(&new, 220, 400, made_records);
	compare(&old, &new, &c);
	REQUIRE(c.phases.n == 1);
	CHECK_STR(c.phases.v[0].name, "/init");
	CHECK_INT(change_delta(&c.phases.v[0]), 10 * MS);
	CHECK(c.has_boot);
}

TEST(figures)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} cases[] = {
		{0, "+0 KB"},
		{8192, "+8 KB"},
		{-8192, "-8 KB"},
		{1229, "+1.2 KB"},
		{12, "+12 B"},
		{-999, "-999 B"},
		{1000, "+1 KB"},
		{102400, "+100 KB"},
		{INT64_C(1) << 25, "+32.0 MB"},
		{INT64_MIN, "-8796093022208.0 MB"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = str_bytes_delta(cases[i].bytes);

		CHECK_STR(text, cases[i].text);
	}
	_cleanup_free_ char *none = str_ns_delta(-40000), *some = str_ns_delta(-60000);

	CHECK_STR(none, "+0.0 ms");
	CHECK_STR(some, "-0.1 ms");
}

TEST_MAIN()
