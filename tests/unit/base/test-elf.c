/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "elf-make.h"
#include "scratch.h"

/* Reads back the file that was made. */
static int read_made(struct scratch *s, struct made m, struct elf_info *out, struct err *e)
{
	_cleanup_free_ char *path = path_join(s->dir, "made");

	made_write(s->dir, "made", m);
	return elf_read(path, out, e);
}

TEST(a_dynamic_program)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_elf_ struct elf_info i = {0};

	scratch_begin(&s);
	CHECK_OK(read_made(&s,
			   (struct made){.interp = "/lib64/ld.so",
					 .needed = {"libb.so.1", "liba.so.2"},
					 .rpath = "/opt/x:$ORIGIN",
					 .runpath = "$ORIGIN/../lib"},
			   &i, &e),
		 &e);
	CHECK_INT(i.kind.bits, 64);
	CHECK_INT(i.kind.machine, EM_X86_64);
	CHECK(i.program);
	CHECK(!elf_is_static(&i));
	CHECK_STR(i.interp, "/lib64/ld.so");
	REQUIRE(i.needed.n == 2);
	CHECK_STR(i.needed.v[0], "libb.so.1");
	CHECK_STR(i.needed.v[1], "liba.so.2");
	CHECK_STR(i.rpath, "/opt/x:$ORIGIN");
	CHECK_STR(i.runpath, "$ORIGIN/../lib");
}

TEST(a_static_program)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_elf_ struct elf_info i = {0};

	scratch_begin(&s);
	CHECK_OK(read_made(&s, (struct made){.type = ET_EXEC}, &i, &e), &e);
	CHECK(elf_is_static(&i));
	CHECK_STR(i.interp, NULL);
}

TEST(an_object_file_is_no_program)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_elf_ struct elf_info i = {0};

	scratch_begin(&s);
	CHECK_OK(read_made(&s, (struct made){.type = ET_REL, .interp = "/x"}, &i, &e), &e);
	CHECK(!i.program);
	CHECK(!elf_is_static(&i));
	CHECK_STR(i.interp, NULL);
}

TEST(this_very_program)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_elf_ struct elf_info i = {0};
	bool libc = false;

	CHECK_OK(elf_read("/proc/self/exe", &i, &e), &e);
	CHECK_INT(i.kind.bits, (int)sizeof(void *) * 8);
	CHECK(i.interp && fs_is_file(i.interp));
	strv_foreach(name, &i.needed)
		libc |= str_starts(name, "libc.");
	CHECK(libc);
	CHECK(elf_is_like("/proc/self/exe", &i));
}

TEST(another_class_or_machine_is_not_like)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *path = NULL, *none = NULL;
	struct elf_info like = {.kind = {64, false, EM_X86_64}};

	scratch_begin(&s);
	path = path_join(s.dir, "made");
	none = path_join(s.dir, "none");
	made_write(s.dir, "made", (struct made){0});
	CHECK(elf_is_like(path, &like));
	made_write(s.dir, "made", (struct made){.bits32 = true});
	CHECK(!elf_is_like(path, &like));
	made_write(s.dir, "made", (struct made){.bits32 = true, .machine = EM_X86_64});
	CHECK(!elf_is_like(path, &like));
	made_write(s.dir, "made", (struct made){.machine = EM_AARCH64});
	CHECK(!elf_is_like(path, &like));
	made_write(s.dir, "made", (struct made){.type = ET_REL});
	CHECK(!elf_is_like(path, &like));
	CHECK(!elf_is_like(none, &like));
	CHECK(!elf_is_like(s.dir, &like));
}

TEST(what_is_not_elf_is_an_error)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	struct elf_info i;

	scratch_begin(&s);
	CHECK_INT(elf_read("/dev/null", &i, &e), -1);
	CHECK_STR(e.msg, "'/dev/null' is not a well-formed ELF file");
	CHECK_INT(elf_read(s.dir, &i, &e), -1);
	CHECK_INT(elf_read("/no/such/file", &i, &e), -1);
	CHECK_STR(e.msg, "cannot open '/no/such/file': No such file or directory");
	CHECK(elf_magic("\177ELF", 4));
	CHECK(!elf_magic("\177ELF", 3));
	CHECK(!elf_magic("#!/bin/sh", 9));
}

/*
 * Wherever the file is cut, what elf_read() returns is complete, less, or an error, but never
 * wrong.
 */
TEST(a_file_cut_short)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_sb_ struct strbuf whole = {0};
	struct made m = {.interp = "/lib/ld.so", .needed = {"libx.so"}, .runpath = "/x"};
	_cleanup_free_ char *path = NULL;
	size_t good = 0;

	scratch_begin(&s);
	path = path_join(s.dir, "cut");
	made_64(&m, &whole);
	for (size_t n = 0; n < whole.len; n++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_elf_ struct elf_info i = {0};

		CHECK_OK(fs_write(path, whole.buf, n, 0644, &e), &e);
		good += elf_read(path, &i, &e) == 0;
	}
	CHECK_INT(good, 0);
}

TEST(machines_have_names)
{
	_cleanup_free_ char *x86 = elf_kind_name(&(struct elf_kind){64, false, EM_X86_64}),
			    *odd = elf_kind_name(&(struct elf_kind){64, false, 54321}),
			    *x32 = elf_kind_name(&(struct elf_kind){32, false, EM_X86_64}),
			    *le = elf_kind_name(&(struct elf_kind){64, false, EM_PPC64});

	CHECK_STR(x86, "x86-64");
	CHECK_STR(x32, "x86-64, 32 bit");
	CHECK_STR(le, "PowerPC64, little-endian");
	CHECK_STR(odd, "machine 54321");
}

TEST_MAIN()
