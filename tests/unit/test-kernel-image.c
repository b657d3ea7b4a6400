/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>

#include "image/kernel-tree.h"
#include "scratch.h"

struct fixture {
	struct scratch s;
	struct target_machine machine;
	struct kernel_tree t;
	struct err e;
};

static void begin(struct fixture *f)
{
	*f = (struct fixture){.t = KERNEL_TREE_INIT};
	scratch_begin(&f->s);
	f->machine = (struct target_machine){.image = xstrdup("arch/x86/boot/bzImage")};
	f->s.b.machine = &f->machine;
	_cleanup_free_ char *dir = path_join(f->s.dir, "k");

	f->t.b = &f->s.b;
	kbuild_init(&f->t.k, &f->s.b, "kernel", "/src", dir);
	scratch_sh(&f->s, "mkdir -p k/obj/arch/x86/boot; echo one >k/obj/arch/x86/boot/bzImage");
}

static void end(struct fixture *f)
{
	kernel_tree_end(&f->t);
	err_free(&f->e);
	free(f->machine.image);
	scratch_end(&f->s);
}

static void check_content(const char *path, const char *content)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	CHECK_OK(fs_read(path, &text, &e), &e);
	CHECK_STR(sb_str(&text), content);
}

TEST(later_links_leave_it_alone)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	_cleanup_free_ char *first = kernel_keep_image(&f.t, &f.e);

	REQUIRE(first);
	/* in place, as kbuild does it */
	scratch_sh(&f.s, "echo another >k/obj/arch/x86/boot/bzImage");
	_cleanup_free_ char *second = kernel_keep_image(&f.t, &f.e);

	REQUIRE(second);
	check_content(first, "one\n");
	check_content(second, "another\n");
	CHECK(str_ends(second, "/bzImage"));
}

TEST(an_unchanged_one_is_not_read)
{
	_cleanup_(end) struct fixture f;
	struct stat before, after;

	begin(&f);
	_cleanup_free_ char *first = kernel_keep_image(&f.t, &f.e);

	REQUIRE(first && stat(first, &before) == 0);
	_cleanup_free_ char *again = kernel_keep_image(&f.t, &f.e);

	CHECK_STR(again, first);
	REQUIRE(stat(first, &after) == 0);
	CHECK_INT(before.st_ino, after.st_ino);
	CHECK_INT(scratch_count(&f.s, "k/images", ""), 1);
}

TEST(old_ones_go)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	scratch_sh(&f.s, "mkdir -p k/images; cd k/images\n"
			 "for i in 1 2 3 4; do mkdir old$i; echo x >old$i/bzImage\n"
			 "  touch -d \"-$((i + 2)) days\" old$i; done; mkdir young");
	_cleanup_free_ char *path = kernel_keep_image(&f.t, &f.e);

	/* the three latest: the new one, 'young' and the youngest of the old */
	CHECK(path);
	CHECK_INT(scratch_count(&f.s, "k/images", ""), 3);
	CHECK_INT(scratch_count(&f.s, "k/images", "old1"), 1);
	CHECK_INT(scratch_count(&f.s, "k/images", "young"), 1);
}

TEST(many_young_ones_stay)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	scratch_sh(&f.s, "for i in 1 2 3 4 5; do mkdir -p k/images/$i; done");
	_cleanup_free_ char *path = kernel_keep_image(&f.t, &f.e);

	CHECK(path);
	CHECK_INT(scratch_count(&f.s, "k/images", ""), 6);
}

TEST(without_an_image)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	scratch_sh(&f.s, "rm k/obj/arch/x86/boot/bzImage");
	CHECK(!kernel_keep_image(&f.t, &f.e));
	CHECK_CONTAINS(f.e.msg, "cannot open '");
}

TEST_MAIN()
