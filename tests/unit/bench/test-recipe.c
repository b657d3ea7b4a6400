/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recipe by hand, with scripts of the test's own: when it is built, and how it fails. */
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "bench/recipe.h"
#include "scratch.h"

struct fixture {
	struct scratch s;
	char *datadir;
	struct source kernel, busybox;
	struct board machine;
	struct recipe_input in;
};

/* Each script records that it ran and makes its output. */
static const char make_data[] =
	"mkdir -p plain/data/recipe plain/data/kernel plain/cache linux busybox &&\n"
	"cd plain/data && touch kernel/list.config recipe/init &&\n"
	"printf 'bench cmd:sh sh - - -\\n' >packages &&\n"
	"echo 'echo \"busybox $BUSYBOX_ARCH $JOBS $CC\" >>$DATA/ran' >recipe/busybox &&\n"
	"echo 'echo \"kernel $KERNEL_ARCH $KERNEL_TARGET\" >>$DATA/ran; mkdir -p linux_build/boot;"
	" touch linux_build/boot/bzImage; echo \"  CC      fs/open.o\"' >recipe/kernel &&\n"
	"echo 'echo folder >>$DATA/ran; mkdir -p initramfs' >recipe/folder &&\n"
	"echo 'echo archive >>$DATA/ran; cd initramfs && pwd >\"$ARCHIVE\"' >recipe/archive\n";

static void fixture_end(struct fixture *f)
{
	free(f->datadir);
	free((char *)f->s.b.cachedir);
	f->s.b.cachedir = NULL;
	source_free(&f->kernel);
	source_free(&f->busybox);
	scratch_end(&f->s);
}
#define _cleanup_fixture_ _cleanup_(fixture_end)

static void make_source(struct fixture *f, const char *name, struct source *out)
{
	*out = (struct source){.kind = SOURCE_TREE,
			       .path = xasprintf("/src/%s", name),
			       .name = xstrdup(name),
			       .key = xstrdup("01234567"),
			       .ours = true};
}

/* kbuild refuses the scratch folder's name, so the recipe gets another folder. */
static void fixture_begin(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	*f = (struct fixture){0};
	scratch_begin(&f->s);
	CHECK_OK(fs_remove(f->s.dir, &e), &e);
	free(f->s.dir);
	f->s.dir = temporary_dir("recipe");
	scratch_sh(&f->s, make_data);
	f->datadir = path_join(f->s.dir, "plain");
	f->s.b.datadir = f->datadir;
	f->s.b.cachedir = path_join(f->s.dir, "plain/cache");
	f->s.target.arch = (char *)"x86";
	f->s.target.busybox_arch = (char *)"x86_64";
	f->s.target.recipe_fragment = (char *)"list";
	f->s.set.jobs = 3;
	f->machine = (struct board){.make_target = (char *)"bzImage",
				    .image = (char *)"boot/bzImage",
				    .console = (char *)"ttyS0"};
	make_source(f, "linux", &f->kernel);
	make_source(f, "busybox", &f->busybox);
	f->in = (struct recipe_input){&f->s.b, &f->machine, &f->kernel, &f->busybox};
}

static void check_ran(const struct fixture *f, const char *want)
{
	_cleanup_free_ char *path = path_join(f->datadir, "data/ran");
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_exists(path))
		CHECK_OK(fs_read(path, &text, &e), &e);
	CHECK_STR(sb_str(&text), want);
	CHECK_OK(fs_remove(path, &e), &e);
}

#define ALL_STEPS "busybox x86_64 3 \nkernel x86 bzImage\nfolder\narchive\n"

static void build(struct fixture *f, const char *want)
{
	_cleanup_(recipe_free) struct recipe r = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(recipe_build(&f->in, &r, &e), &e);
	check_ran(f, want);
	if (!e.msg)
		CHECK(fs_is_file(r.kernel) && fs_is_file(r.initramfs));
}

TEST(it_is_built_once)
{
	_cleanup_fixture_ struct fixture f;

	fixture_begin(&f);
	build(&f, ALL_STEPS);
	build(&f, "");
	CHECK(strstr(sb_str(&f.s.told), "fresh recipe: nothing changed"));
}

TEST(what_changed_is_built)
{
	_cleanup_fixture_ struct fixture f;

	fixture_begin(&f);
	build(&f, ALL_STEPS);
	scratch_sh(&f.s, "echo CONFIG_X=y >plain/data/kernel/list.config");
	build(&f, ALL_STEPS);
	scratch_sh(&f.s, "rm plain/cache/build/recipe-*/linux_build/boot/bzImage");
	build(&f, ALL_STEPS);
	build(&f, "");
	/* only make knows what changed in it */
	f.kernel.ours = false;
	build(&f, ALL_STEPS);
}

TEST(a_step_that_fails_is_told_and_tried_again)
{
	_cleanup_fixture_ struct fixture f;
	_cleanup_(recipe_free) struct recipe r = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	fixture_begin(&f);
	scratch_sh(&f.s,
		   "cp plain/data/recipe/kernel keep; echo 'echo \"fs/open.c:1:2: error: no\" >&2;"
		   " exit 2' >plain/data/recipe/kernel");
	CHECK_INT(recipe_build(&f.in, &r, &e), -1);
	CHECK(e.kind == ERR_BUILD);
	CHECK(e.msg && strstr(e.msg, "the recipe's kernel: 'sh' exited with status 2"));
	CHECK(e.detail && strstr(e.detail, "fs/open.c:1:2: error: no"));
	CHECK(e.log && str_ends(e.log, "/kernel.log"));
	check_ran(&f, "busybox x86_64 3 \n");
	scratch_sh(&f.s, "mv keep plain/data/recipe/kernel");
	build(&f, ALL_STEPS);
}

TEST(from_nothing_in_a_folder_of_its_own)
{
	_cleanup_fixture_ struct fixture f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = NULL, *archive = NULL;

	fixture_begin(&f);
	dir = path_join(f.s.dir, "empty/folder");
	archive = path_join(dir, "initramfs.cpio.gz");
	CHECK_OK(recipe_from_nothing(&f.in, dir, &e), &e);
	check_ran(&f, ALL_STEPS);
	CHECK(fs_is_file(archive));
}

TEST(the_archive_alone)
{
	_cleanup_fixture_ struct fixture f;
	_cleanup_(recipe_free) struct recipe r = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *archive = NULL, *log = NULL;
	uint64_t ns = 0;

	fixture_begin(&f);
	archive = path_join(f.s.dir, "a.gz");
	log = path_join(f.s.dir, "log");
	CHECK_OK(recipe_build(&f.in, &r, &e), &e);
	check_ran(&f, ALL_STEPS);
	CHECK_OK(recipe_archive(&f.in, &r, archive, log, &ns, &e), &e);
	CHECK(ns > 0);
	CHECK(fs_is_file(archive));
	check_ran(&f, "archive\n");
}

TEST(what_it_cannot_build)
{
	_cleanup_fixture_ struct fixture f;
	_cleanup_err_ struct err e = ERR_INIT;

	fixture_begin(&f);
	f.busybox.kind = SOURCE_BINARY;
	CHECK_INT(recipe_check(&f.in, &e), -1);
	CHECK(e.kind == ERR_USAGE);
	CHECK_STR(e.msg, "'/src/busybox' is prebuilt: the recipe builds from source");
	err_free(&e);
	f.busybox.kind = SOURCE_TREE;
	str_set(&f.kernel.path, "/my src/linux");
	CHECK_INT(recipe_check(&f.in, &e), -1);
	CHECK_STR(e.msg, "the recipe cannot be built: kbuild refuses the path '/my src/linux'");
}

TEST(its_line_of_qemu)
{
	_cleanup_fixture_ struct fixture f;
	struct recipe r = {.kernel = (char *)"bzImage", .initramfs = (char *)"initramfs.cpio.gz"};
	_cleanup_strv_ struct strv argv = {0};
	_cleanup_free_ char *line = NULL;

	fixture_begin(&f);
	recipe_qemu(&f.in, &r, "qemu-system-x86_64", false, UINT64_C(512) << 20, &argv);
	line = strv_shell(&argv);
	CHECK_STR(line,
		  "qemu-system-x86_64 -kernel bzImage -initrd initramfs.cpio.gz -m 512 -nographic "
		  "-append console=ttyS0");
}

TEST_MAIN()
