/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "base/file/json.h"
#include "test.h"

static struct json *parse(const char *s)
{
	_cleanup_err_ struct err e = ERR_INIT;

	return json_parse(s, strlen(s), &e);
}

static void check_dump(struct json *j, bool pretty, const char *want)
{
	_cleanup_free_ char *s = json_dump(j, pretty);

	CHECK_STR(s, want);
	json_free(j);
}

TEST(building)
{
	struct json *o = json_object(), *a = json_array();

	json_put(o, "z", json_int(INT64_MIN));
	json_put(o, "a", json_string("x"));
	json_put(o, "real", json_real(0.1));
	json_put(o, "no", json_null());
	json_append(a, json_bool(true));
	json_append(a, json_bool(false));
	json_append(a, json_object());
	json_put(o, "list", a);
	json_put(o, "a", json_string("y")); /* a second time: replaces the first in its place */
	check_dump(o, false,
		   "{\"z\":-9223372036854775808,\"a\":\"y\",\"real\":0.1,\"no\":null,"
		   "\"list\":[true,false,{}]}");
}

TEST(pretty)
{
	struct json *o = json_object();

	json_put(o, "a", json_int(1));
	check_dump(o, true, "{\n  \"a\": 1\n}\n");
	check_dump(json_string("x"), true, "\"x\"\n");
}

TEST(strings_become_utf8)
{
	static const struct {
		const char *bytes, *utf8;
	} cases[] = {
		{"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		 "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"},
		{"a\xff\x62", "a\xef\xbf\xbd\x62"},
		{"\xc3", "\xef\xbf\xbd"},
		{"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
		{"\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd"}, /* an overlong form of U+0000 */
		{"\xe0\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
		{"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* a surrogate */
		{"\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80"},
		{"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
		{"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
		{"\xf5x", "\xef\xbf\xbdx"},
		{"\x01\n\x7f", "\x01\n\x7f"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json *j = json_string(cases[i].bytes);

		CHECK_STR(json_text(j), cases[i].utf8);
		json_free(j);
	}
}

TEST(every_byte_pair_makes_a_string)
{
	_cleanup_json_ struct json *j = json_object(), *again = NULL;
	_cleanup_free_ char *text = NULL, *text_again = NULL;

	for (int i = 1; i < 256; i++)
		for (int k = 0; k < 256; k++)
			json_put(j, (char[]){(char)i, (char)k, 0},
				 json_string((char[]){(char)i, (char)k, 0}));
	text = json_dump(j, false);
	again = parse(text);
	REQUIRE(again);
	text_again = json_dump(again, false);
	CHECK(str_eq(text, text_again));
}

TEST(what_json_does_not_know)
{
	check_dump(json_string(NULL), false, "null");
	check_dump(json_real(INFINITY), false, "null");
	check_dump(json_real(NAN), false, "null");
	check_dump(json_string("a\x1b\n\"\\"), false, "\"a\\u001B\\n\\\"\\\\\"");
	json_free(NULL);
}

TEST(reading)
{
	_cleanup_json_ struct json *j = parse("{\"s\":\"x\",\"i\":-5,\"n\":null}");

	REQUIRE(j);
	CHECK_STR(json_get_string(j, "s"), "x");
	CHECK_INT(json_get_int(j, "i", 9), -5);
	CHECK(json_get(j, "n") != NULL);
}

TEST(reading_what_is_not_there)
{
	_cleanup_json_ struct json *j = parse("{\"s\":\"x\",\"i\":1}");

	REQUIRE(j);
	CHECK(!json_get(j, "x") && !json_get_string(j, "x") && !json_get_string(j, "i"));
	CHECK_INT(json_get_int(j, "s", 9), 9);
	CHECK_INT(json_get_int(j, "x", 9), 9);
	CHECK(!json_text(j));
	/* nothing at all */
	CHECK(!json_get(NULL, "x") && !json_get_string(NULL, "x"));
}

TEST(not_json)
{
	static const char *const bad[] = {"",	      "{",	     "{\"a\":}",   "[1,]",
					  "\"\xff\"", "nul",	     "1 2",	   "'a'",
					  "\"\n\"",   "\"\\u0000\"", "\"\\ud800\""};
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK(!json_parse(bad[i], strlen(bad[i]), &e));
		CHECK_CONTAINS(e.msg, "not valid JSON: line ");
	}
}

TEST(bottomless_nesting_is_an_error)
{
	_cleanup_err_ struct err e = ERR_INIT;
	size_t n = 1000000;
	_cleanup_free_ char *s = xcalloc(n, 1);

	memset(s, '[', n);
	CHECK(!json_parse(s, n, &e));
	CHECK_CONTAINS(e.msg, "depth");
}

TEST(only_n_bytes_are_read)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_json_ struct json *j = json_parse("[1]x", 3, &e);

	_cleanup_free_ char *text = j ? json_dump(j, false) : NULL;

	CHECK_STR(text, "[1]");
}

TEST_MAIN()
