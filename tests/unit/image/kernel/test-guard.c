/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/guard.h"

#include "base/file/fs.h"
#include "scratch.h"

static void check(const char *makefile, const char *object, const char *config, enum guard want,
		  const char *symbol)
{
	_cleanup_free_ char *is = NULL;

	CHECK_INT(guard_find(makefile, object, config, &is), want);
	CHECK_STR(is, symbol);
}

TEST(one_symbol)
{
	static const char makefile[] = "obj-y := a.o b.o # c.o\n"
				       "obj-$(CONFIG_FOO)\t+= foo.o sub/\n";

	check(makefile, "a.o", "", GUARD_ON, NULL);
	check(makefile, "foo.o", "CONFIG_FOO=y\n", GUARD_ON, NULL);
	check(makefile, "foo.o", "CONFIG_FOO=m\n", GUARD_ON, NULL);
	check(makefile, "foo.o", "# CONFIG_FOO is not set\n", GUARD_OFF, "FOO");
	check(makefile, "sub/", "CONFIG_FOOT=y\nCONFIG_FO=y\n", GUARD_OFF, "FOO");
	check(makefile, "oo.o", "", GUARD_UNKNOWN, NULL);
	check("CFLAGS_x.o := -O2\nKASAN_SANITIZE_x.o := n\ntargets += x.o\n", "x.o", "",
	      GUARD_UNKNOWN, NULL);
}

TEST(composite_objects)
{
	static const char makefile[] = "obj-$(CONFIG_EXT4_FS) += ext4.o\n"
				       "ext4-y := balloc.o \\\n\t\tinode.o\n"
				       "ext4-$(CONFIG_EXT4_FS_SECURITY) += xattr_security.o\n"
				       "old-objs := old1.o\n"
				       "lib-$(CONFIG_OLD) += old.o\n";

	check(makefile, "inode.o", "", GUARD_OFF, "EXT4_FS");
	check(makefile, "inode.o", "CONFIG_EXT4_FS=y\n", GUARD_ON, NULL);
	check(makefile, "xattr_security.o", "CONFIG_EXT4_FS=y\n", GUARD_OFF, "EXT4_FS_SECURITY");
	check(makefile, "old1.o", "", GUARD_OFF, "OLD");
	check("a-y := b.o\nb-y := a.o\n", "a.o", "", GUARD_UNKNOWN, NULL);
}

TEST(more_than_one_way)
{
	static const char makefile[] = "obj-$(CONFIG_A) += x.o\n"
				       "obj-$(CONFIG_B) += x.o\n"
				       "obj-$(subst m,y,$(CONFIG_C)) += y.o\n";

	check(makefile, "x.o", "CONFIG_B=y\n", GUARD_ON, NULL);
	check(makefile, "x.o", "", GUARD_OFF, "A");
	check(makefile, "y.o", "", GUARD_OFF, "C");
}

TEST(conditions)
{
	static const char makefile[] =
		"ifeq ($(CONFIG_BLOCK),y)\nobj-y += buffer.o\n"
		"else\nobj-y += no-block.o\nendif\n"
		"ifdef CONFIG_IN\nifeq ($(X),z)\n  obj-y += in.o\nendif\nendif\n"
		"obj-y += out.o\n";

	check(makefile, "buffer.o", "", GUARD_OFF, "BLOCK");
	check(makefile, "buffer.o", "CONFIG_BLOCK=y\n", GUARD_ON, NULL);
	check(makefile, "no-block.o", "", GUARD_ON, NULL);
	check(makefile, "in.o", "", GUARD_OFF, "IN");
	check(makefile, "out.o", "", GUARD_ON, NULL);
	check("endif\nelse\nendif\nobj-y += a.o\n", "a.o", "", GUARD_ON, NULL);
}

TEST(folders)
{
	struct scratch s;
	static const struct {
		const char *file, *config, *symbol;
		enum guard guard;
	} cases[] = {
		{"fs/ext4/inode.c", "", "EXT4_FS", GUARD_OFF},
		{"fs/ext4/inode.c", "CONFIG_EXT4_FS=y\n", NULL, GUARD_ON},
		{"fs/plain/deep/x.c", "", "DEEP", GUARD_OFF},
		{"fs/plain/deep/x.c", "CONFIG_DEEP=y\n", NULL, GUARD_ON},
		{"fs/closed/y.c", "CONFIG_Y=y\n", "CLOSED", GUARD_OFF},
		{"fs/none.c", "", NULL, GUARD_UNKNOWN},
		{"top.c", "", NULL, GUARD_UNKNOWN},
	};

	scratch_begin(&s);
	scratch_sh(&s, "mkdir -p fs/ext4 fs/plain/deep fs/closed;"
		       "echo 'obj-y += fs/' >Kbuild;"
		       "echo 'obj-$(CONFIG_EXT4_FS) += ext4/' >fs/Makefile;"
		       "echo 'obj-$(CONFIG_DEEP) += plain/deep/x.o' >>fs/Makefile;"
		       "echo 'obj-$(CONFIG_CLOSED) += closed/' >>fs/Makefile;"
		       "echo 'obj-$(CONFIG_Y) += y.o' >fs/closed/Makefile;"
		       "echo 'obj-$(CONFIG_EXT4_FS) += ext4.o' >fs/ext4/Makefile;"
		       "echo 'ext4-y := inode.o' >>fs/ext4/Makefile");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *symbol = NULL;

		CHECK_INT(guard_of_file(s.dir, cases[i].file, cases[i].config, &symbol),
			  cases[i].guard);
		CHECK_STR(symbol, cases[i].symbol);
	}
	scratch_end(&s);
}

TEST_MAIN()
