/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/ini.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "test.h"

static int note(void *arg, const char *section, const char *key, const char *value, int line,
		struct err *e)
{
	if (!strcmp(key, "bad"))
		return err_kind_set(e, ERR_USAGE, "unknown key '%s'", key);
	sb_addf(arg, "%d [%s] %s=%s\n", line, section, key, value);
	return 0;
}

static int read_bytes(const void *text, size_t n, struct strbuf *seen, struct err *e)
{
	_cleanup_err_ struct err ignored = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-ini"), *path = NULL;
	int result = -1;

	path = path_join(dir, "jiffy.ini");
	if (fs_write(path, text, n, 0600, e) == 0)
		result = ini_read(path, note, seen, e);
	fs_remove(dir, &ignored);
	return result;
}

static int read_text(const char *text, struct strbuf *seen, struct err *e)
{
	return read_bytes(text, strlen(text), seen, e);
}

TEST(values_in_order)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_OK(
		read_text(
			"top=1\n\n; comment\n# comment\n[a b]\nk = v w \nk=2\n[c]\r\ne =\r\nlast=x",
			&seen, &e),
		&e);
	CHECK_STR(sb_str(&seen),
		  "1 [] top=1\n6 [a b] k=v w\n7 [a b] k=2\n9 [c] e=\n10 [c] last=x\n");
}

TEST(values_are_left_alone)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_OK(read_text("run = a ; b # c\nappend=x=\"y z\" w='1'\nurl = http://h/p:1\n", &seen,
			   &e),
		 &e);
	CHECK_STR(sb_str(&seen),
		  "1 [] run=a ; b # c\n2 [] append=x=\"y z\" w='1'\n3 [] url=http://h/p:1\n");
}

TEST(indented_lines_are_lines)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_OK(read_text("[s]\n\ta = 1\n\tb = 2\n  ; c\n", &seen, &e), &e);
	CHECK_STR(sb_str(&seen), "2 [s] a=1\n3 [s] b=2\n");
}

TEST(byte_order_mark)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_OK(read_text("\xef\xbb\xbf[s]\na=1\n", &seen, &e), &e);
	CHECK_STR(sb_str(&seen), "2 [s] a=1\n");
}

TEST(long_lines)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0}, text = {0};

	sb_add(&text, "k=");
	for (int i = 0; i < 8000; i++)
		sb_addc(&text, 'v');
	CHECK_OK(read_text(sb_str(&text), &seen, &e), &e);
	CHECK_INT(seen.len, strlen("1 [] ") + text.len + 1);
	for (int i = 0; i < 2000; i++)
		sb_addc(&text, 'v');
	CHECK_INT(read_text(sb_str(&text), &seen, &e), -1);
	CHECK_CONTAINS(e.msg, "jiffy.ini:1: the line is too long");
	CHECK_INT(e.kind, ERR_USAGE);
}

TEST(faults_tell_their_place)
{
	static const struct {
		const char *text, *msg;
	} cases[] = {
		{"a=1\nnonsense\nbad=2\n", "jiffy.ini:2: neither '[section]' nor 'key = value'"},
		{"a=1\n\nbad=2\nnonsense\n", "jiffy.ini:3: unknown key 'bad'"},
		{"[a\n", "jiffy.ini:1: neither"},
		{"a=1\n = 2\n", "jiffy.ini:2: neither"},
		{"a=1\nb=\x1b[0m\n", "jiffy.ini:2: the line contains a control character"},
		{"a=1\rb=2\n", "jiffy.ini:1: the line contains a control character"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_sb_ struct strbuf seen = {0};

		CHECK_INT(read_text(cases[i].text, &seen, &e), -1);
		CHECK_CONTAINS(e.msg, cases[i].msg);
		CHECK_INT(e.kind, ERR_USAGE);
	}
}

TEST(nothing_after_a_fault)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_INT(read_text("a=1\nnonsense\nb=2\n", &seen, &e), -1);
	CHECK_STR(sb_str(&seen), "1 [] a=1\n");
}

TEST(zero_bytes)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_INT(read_bytes("a=\0b\n", 5, &seen, &e), -1);
	CHECK_CONTAINS(e.msg, "a control character");
}

TEST(no_file)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(ini_read("/nonexistent/jiffy.ini", note, NULL, &e), -1);
	CHECK_STR(e.msg, "cannot open '/nonexistent/jiffy.ini': No such file or directory");
}

TEST(empty_file)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf seen = {0};

	CHECK_OK(read_text("", &seen, &e), &e);
	CHECK_OK(read_text("\n\n", &seen, &e), &e);
	CHECK_INT(seen.len, 0);
}

TEST_MAIN()
