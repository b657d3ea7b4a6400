/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/kernel/keep.h"
#include "scratch.h"

struct fixture {
	struct scratch s;
	struct board board;
	struct kernel_tree t;
	struct kernel_copy first, second;
	struct err e;
};

static void begin(struct fixture *f)
{
	*f = (struct fixture){.t = KERNEL_TREE_INIT};
	scratch_begin(&f->s);
	f->board = (struct board){.image = xstrdup("arch/x86/boot/bzImage")};
	f->s.b.board = &f->board;
	_cleanup_free_ char *dir = path_join(f->s.dir, "k");

	f->t.b = &f->s.b;
	folder_inside(&f->t.folder, dir);
	kbuild_init(&f->t.k, &f->s.b, "kernel", "/src", dir);
	scratch_sh(&f->s,
		   "mkdir -p k/obj/arch/x86/boot; cd k/obj; echo one >arch/x86/boot/bzImage\n"
		   "echo symbols >vmlinux; echo CONFIG_X=y >.config");
}

static void end(struct fixture *f)
{
	kernel_tree_end(&f->t);
	kernel_copy_free(&f->first);
	kernel_copy_free(&f->second);
	err_free(&f->e);
	free(f->board.image);
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
	REQUIRE(kernel_keep(&f.t, &f.first, &f.e) == 0);
	/* in place, as kbuild does it */
	scratch_sh(
		&f.s,
		"cd k/obj; echo another >arch/x86/boot/bzImage; echo others >vmlinux; : >.config");
	REQUIRE(kernel_keep(&f.t, &f.second, &f.e) == 0);
	check_content(f.first.image, "one\n");
	check_content(f.first.vmlinux, "symbols\n");
	check_content(f.first.config, "CONFIG_X=y\n");
	check_content(f.second.image, "another\n");
	check_content(f.second.vmlinux, "others\n");
	CHECK(str_ends(f.second.image, "/bzImage"));
}

TEST(an_unchanged_one_is_not_read)
{
	_cleanup_(end) struct fixture f;
	struct stat before, after;

	begin(&f);
	REQUIRE(kernel_keep(&f.t, &f.first, &f.e) == 0);
	REQUIRE(stat(f.first.image, &before) == 0);
	REQUIRE(kernel_keep(&f.t, &f.second, &f.e) == 0);
	CHECK_STR(f.second.image, f.first.image);
	REQUIRE(stat(f.first.image, &after) == 0);
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

	CHECK_OK(kernel_keep(&f.t, &f.first, &f.e), &f.e);
	/* the three latest stay: the new one, 'young' and the youngest of the old */
	CHECK_INT(scratch_count(&f.s, "k/images", ""), 3);
	CHECK_INT(scratch_count(&f.s, "k/images", "old1"), 1);
	CHECK_INT(scratch_count(&f.s, "k/images", "young"), 1);
}

TEST(many_young_ones_stay)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	scratch_sh(&f.s, "for i in 1 2 3 4 5; do mkdir -p k/images/$i; done");
	CHECK_OK(kernel_keep(&f.t, &f.first, &f.e), &f.e);
	CHECK_INT(scratch_count(&f.s, "k/images", ""), 6);
}

TEST(an_elf_is_booted_without_its_symbols)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	str_set(&f.board.image, "vmlinux");
	scratch_sh(&f.s,
		   "cd k/obj; echo 'int main(void) { return 0; }' >x.c; gcc -g -o vmlinux x.c");
	REQUIRE(kernel_keep(&f.t, &f.first, &f.e) == 0);
	CHECK(str_ends(f.first.image, "/vmlinux.stripped"));
	CHECK(str_ends(f.first.vmlinux, "/vmlinux"));
	CHECK(fs_size(f.first.image) < fs_size(f.first.vmlinux));
	CHECK_INT(scratch_count(&f.s, "k/images", ".tmp"), 0);
}

TEST(without_an_image)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	scratch_sh(&f.s, "rm k/obj/arch/x86/boot/bzImage");
	CHECK(kernel_keep(&f.t, &f.first, &f.e) < 0);
	CHECK_CONTAINS(f.e.msg, "cannot open '");
}

TEST_MAIN()
