/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/kernel/sizes.h"
#include "tests/unit/test.h"

int sizes_probe_object[1000] = {1};

static const struct size_entry *find(const struct size_list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i].name, name))
			return &l->v[i];
	return NULL;
}

TEST(of_this_very_program)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sizes_ struct sizes s = {0};
	const struct size_entry *object, *text;

	CHECK_OK(sizes_of_kernel("/proc/self/exe", &s, &e), &e);
	object = find(&s.symbols, "sizes_probe_object");
	text = find(&s.sections, ".text");
	CHECK(object && object->kind == SIZE_DATA && object->bytes >= sizeof(sizes_probe_object));
	CHECK(text && text->kind == SIZE_TEXT && text->bytes > 1000);
	CHECK(sizes_total(&s, SIZE_TEXT) >= (text ? text->bytes : 0));
	CHECK(sizes_total(&s, SIZE_BSS) > 0);
	CHECK(find(&s.symbols, "main") != NULL);
}

TEST(what_x86_frees_elsewhere_is_init_and_a_second_name_is_nothing)
{
	static const char source[] =
		"__attribute__((section(\".data..percpu\"))) int a[10] = {1};\n"
		"__attribute__((section(\".brk\"))) int b[20] = {1};\n"
		"int c[40] = {1};\n"
		"extern int __c[40] __attribute__((alias(\"c\")));\n";
	_cleanup_free_ char *dir = temporary_dir("jiffy-test"), *c = path_join(dir, "a.c"),
			    *o = path_join(dir, "a.o");
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_sizes_ struct sizes s = {0};
	const struct size_entry *symbol;

	CHECK_OK(fs_write_str(c, source, &e), &e);
	strv_addl(&p.argv, "gcc", "-c", "-o", o, c, NULL);
	CHECK_OK(proc_capture(&p, NULL, &e), &e);
	CHECK_OK(sizes_of_kernel(o, &s, &e), &e);
	CHECK_INT(sizes_total(&s, SIZE_INIT), 30 * sizeof(int));
	CHECK_INT(sizes_total(&s, SIZE_DATA), 40 * sizeof(int));
	symbol = find(&s.symbols, "a");
	CHECK(symbol && symbol->kind == SIZE_INIT);
	symbol = find(&s.symbols, "c");
	CHECK(symbol && symbol->bytes == 40 * sizeof(int));
	CHECK(!find(&s.symbols, "__c"));
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(what_is_no_elf_is_an_error)
{
	_cleanup_err_ struct err e = ERR_INIT;
	struct sizes s;

	CHECK_INT(sizes_of_kernel("/etc/passwd", &s, &e), -1);
	CHECK_CONTAINS(e.msg, "'/etc/passwd' is not a well-formed ELF file");
	CHECK_INT(s.symbols.n, 0);
}

TEST(text_and_back)
{
	static const char text[] = "section data 500 .data\n"
				   "section init 24 .init.text\n"
				   "section text 1000 .text\n"
				   "padding - 4096 -\n"
				   "symbol text 330 foo\n"
				   "symbol data 30 foo\n";
	_cleanup_sizes_ struct sizes s = {0};
	_cleanup_sb_ struct strbuf again = {0};

	sizes_parse(text, strlen(text), &s);
	sizes_text(&s, &again);
	CHECK_STR(sb_str(&again), text);
	CHECK_INT(s.padding, 4096);
	CHECK_INT(sizes_total(&s, SIZE_INIT), 24);
	CHECK_INT(sizes_total(&s, SIZE_RODATA), 0);
}

TEST(entries_of_one_name_and_kind_are_one)
{
	static const char text[] =
		"symbol text 1 foo\nsymbol bss 8 foo\nsymbol text 2 foo\nsymbol text 4 bar";
	_cleanup_sizes_ struct sizes s = {0};

	sizes_parse(text, strlen(text), &s);
	CHECK_INT(s.symbols.n, 3);
	CHECK_STR(s.symbols.v[0].name, "bar");
	CHECK_INT(s.symbols.v[1].bytes, 3);
	CHECK_INT(s.symbols.v[2].bytes, 8);
}

TEST(lines_that_are_none)
{
	static const char *const lines[] = {
		"",
		"symbol text 1",
		"symbol text 1 ",
		"symbol text 1 a b",
		"symbol text -1 a",
		"symbol text 1x a",
		"symbol text 99999999999999999999 a",
		"symbol nothing 1 a",
		"thing text 1 a",
		"symbol text 1 \033[31m",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_sizes_ struct sizes s = {0};

		sizes_parse(lines[i], strlen(lines[i]), &s);
		CHECK_INT(s.symbols.n + s.sections.n, 0);
	}
}

TEST_MAIN()
