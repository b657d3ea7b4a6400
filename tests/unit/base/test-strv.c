/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strv.h"
#include "test.h"

static void check_joined(const struct strv *sv, const char *want)
{
	_cleanup_free_ char *s = strv_join(sv, "|");

	CHECK_STR(s, want);
	CHECK(!sv->v || !sv->v[sv->n]);
}

TEST(adds)
{
	_cleanup_strv_ struct strv sv = {0}, more = {0};

	check_joined(&sv, "");
	strv_add(&sv, "a");
	strv_addf(&sv, "%d", 2);
	strv_take(&sv, xstrdup("c"));
	strv_addl(&more, "d", "e", NULL);
	strv_addv(&sv, &more);
	check_joined(&sv, "a|2|c|d|e");
	strv_addv(&sv, &sv);
	check_joined(&sv, "a|2|c|d|e|a|2|c|d|e");
	CHECK(strv_has(&sv, "c"));
	CHECK(!strv_has(&sv, "x"));
	CHECK(!strv_has(&sv, ""));
	strv_add_once(&sv, "c");
	CHECK(!strv_has(&sv, "once"));
	strv_add_once(&sv, "once");
	CHECK(strv_has(&sv, "once"));
}

TEST(loops)
{
	_cleanup_strv_ struct strv sv = {0};
	int n = 0;

	strv_foreach(s, &sv)
		n += s != NULL;
	CHECK_INT(n, 0);
	for (int i = 0; i < 100; i++)
		strv_addf(&sv, "%d", i);
	strv_foreach(s, &sv)
		CHECK_INT(atoi(s), n++);
	CHECK_INT(n, 100);
}

TEST(clear_and_sort)
{
	_cleanup_strv_ struct strv sv = {0};

	strv_clear(&sv);
	strv_sort(&sv);
	strv_addl(&sv, "b", "\xc3\xa4", "B", "a", NULL);
	strv_sort(&sv);
	check_joined(&sv, "B|a|b|\xc3\xa4");
	strv_clear(&sv);
	CHECK_INT(sv.n, 0);
	strv_add(&sv, "x");
	check_joined(&sv, "x");
}

TEST(split)
{
	_cleanup_strv_ struct strv sv = {0};

	strv_split(&sv, "", " ");
	strv_split(&sv, "  ", " ");
	CHECK_INT(sv.n, 0);
	strv_split(&sv, " a,b  c,", " ,");
	check_joined(&sv, "a|b|c");
}

TEST(split_as_the_shell_does)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{"", ""},
		{" \t\n", ""},
		{"a b\tc\nd", "a|b|c|d"},
		{"'a b' c", "a b|c"},
		{"a'b c'\"d e\"f", "ab cd ef"},
		{"'' \"\"", "|"},
		{"a\\ b", "a b"},
		{"\\'", "'"},
		{"'a\\'", "a\\"},
		{"\"a\\\"b\"", "a\"b"},
		{"\"\\$\\`\\\\\\n\"", "$`\\\\n"},
		{"\"'\" '\"'", "'|\""},
		{"a\\\nb", "ab"},
		{"\"a\\\nb\"", "ab"},
		{"a \\\n b", "a|b"},
		{"\\\n", ""},
		{"'a\nb'", "a\nb"},
		{"$HOME `x` * ~ ; # y", "$HOME|`x`|*|~|;|#|y"},
		{"end\\", "end\\"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_strv_ struct strv sv = {0};

		CHECK_INT(strv_split_shell(&sv, cases[i].text), 0);
		check_joined(&sv, cases[i].words);
	}
}

TEST(open_quotes_change_nothing)
{
	static const char *const open[] = {"'", "\"", "a 'b", "a \"b\\\"", "\"\\", "b 'c' '"};
	_cleanup_strv_ struct strv sv = {0};

	strv_add(&sv, "kept");
	for (size_t i = 0; i < ARRAY_SIZE(open); i++)
		CHECK_INT(strv_split_shell(&sv, open[i]), -1);
	check_joined(&sv, "kept");
}

TEST(quoting)
{
	static const struct {
		const char *text, *quoted;
	} cases[] = {
		{"plain", "plain"},
		{"a=b,c:d/e.f-g_h@i%j+k", "a=b,c:d/e.f-g_h@i%j+k"},
		{"", "''"},
		{"a b", "'a b'"},
		{"it's", "'it'\\''s'"},
		{"$x", "'$x'"},
		{"a\nb", "'a\nb'"},
		{"\\", "'\\'"},
		{"~", "'~'"},
		{"*", "'*'"},
		{"\xc3\xa4", "'\xc3\xa4'"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *q = shell_quote(cases[i].text);
		_cleanup_strv_ struct strv sv = {0};

		CHECK_STR(q, cases[i].quoted);
		CHECK_INT(strv_split_shell(&sv, q), 0);
		CHECK_INT(sv.n, 1);
		check_joined(&sv, cases[i].text);
	}
}

TEST(quoted_line)
{
	_cleanup_strv_ struct strv sv = {0};
	_cleanup_free_ char *line = NULL;

	strv_addl(&sv, "qemu", "-append", "console=ttyS0 quiet", "", NULL);
	line = strv_shell(&sv);
	CHECK_STR(line, "qemu -append 'console=ttyS0 quiet' ''");
}

TEST_MAIN()
