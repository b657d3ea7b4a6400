/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strbuf.h"
#include "test.h"

TEST(empty_is_a_string)
{
	struct strbuf sb = {0};
	char *s;

	CHECK_STR(sb_str(&sb), "");
	sb_truncate(&sb, 0);
	sb_consume(&sb, 0);
	s = sb_detach(&sb);
	CHECK_STR(s, "");
	free(s);
	sb_free(&sb);
}

TEST(adds)
{
	_cleanup_sb_ struct strbuf sb = {0};

	sb_add(&sb, "one");
	sb_addc(&sb, ' ');
	sb_addf(&sb, "%d%s", 2, "x");
	sb_addn(&sb, "yzzz", 1);
	sb_addn(&sb, NULL, 0);
	CHECK_STR(sb_str(&sb), "one 2xy");
	CHECK_INT(sb.len, 7);
}

TEST(grows)
{
	_cleanup_sb_ struct strbuf sb = {0};

	for (int i = 0; i < 100000; i++)
		sb_addc(&sb, (char)('a' + i % 26));
	CHECK_INT(sb.len, 100000);
	CHECK_INT(sb.buf[99999], 'a' + 99999 % 26);
	CHECK_INT(sb.buf[sb.len], 0);
	CHECK(sb.cap > sb.len);
}

TEST(holds_zero_bytes)
{
	_cleanup_sb_ struct strbuf sb = {0};

	sb_addn(&sb, "a\0b", 3);
	sb_add(&sb, "c");
	CHECK_INT(sb.len, 4);
	CHECK(!memcmp(sb.buf, "a\0bc", 5));
}

TEST(reserve_keeps_the_invariant)
{
	_cleanup_sb_ struct strbuf sb = {0};
	char *at = sb_reserve(&sb, 10);

	CHECK_STR(sb_str(&sb), "");
	memcpy(at, "0123456789", 11);
	sb.len += 10;
	at = sb_reserve(&sb, 1000);
	CHECK(at == sb.buf + 10);
	CHECK_STR(sb_str(&sb), "0123456789");
}

TEST(truncate_and_consume)
{
	_cleanup_sb_ struct strbuf sb = {0};

	sb_add(&sb, "abcdef");
	sb_truncate(&sb, 5);
	CHECK_STR(sb_str(&sb), "abcde");
	sb_consume(&sb, 2);
	CHECK_STR(sb_str(&sb), "cde");
	sb_consume(&sb, 3);
	CHECK_STR(sb_str(&sb), "");
	CHECK_INT(sb.len, 0);
}

TEST(detach_leaves_it_empty)
{
	_cleanup_sb_ struct strbuf sb = {0};
	_cleanup_free_ char *s = NULL;

	sb_add(&sb, "abc");
	s = sb_detach(&sb);
	CHECK_STR(s, "abc");
	CHECK(!sb.buf && !sb.len && !sb.cap);
	sb_add(&sb, "x");
	CHECK_STR(sb_str(&sb), "x");
}

TEST_MAIN()
