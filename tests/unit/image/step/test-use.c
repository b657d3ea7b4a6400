/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process uses stays until it ends, whoever cleans or prunes. */
#include "image/step/use.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/step/cache.h"
#include "image/step/folder.h"
#include "image/step/prune.h"
#include "scratch.h"

struct fixture {
	struct scratch s;
	struct build cleaner; /* another process's */
	char *dir;	      /* of a build */
};

static void begin(struct fixture *f)
{
	scratch_begin(&f->s);
	f->cleaner = f->s.b;
	f->s.b.uses = uses_new();
	f->dir = path_join(f->s.cache, "build/kernel-a");
}

static void end(struct fixture *f)
{
	uses_free(f->s.b.uses);
	free(f->dir);
	scratch_end(&f->s);
}

/* As a step does it: the folder's lock is released long before the process ends. */
static void build(struct fixture *f)
{
	_cleanup_folder_ struct folder folder = FOLDER_INIT;
	_cleanup_free_ char *image = path_join(f->dir, "images/1/bzImage");
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(folder_open(&folder, &f->s.b, f->dir, &e), &e);
	scratch_sh(&f->s, "cd cache/build/kernel-a; mkdir -p images/1; echo >images/1/bzImage");
	CHECK_OK(use_file(&f->s.b, image, &e), &e);
}

/* How many entries another process's 'clean --all' leaves. */
static size_t clean(struct fixture *f)
{
	_cleanup_strv_ struct strv removed = {0}, left = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(cache_clean(&f->cleaner, true, &removed, &left, &e), &e);
	return left.n;
}

static void prune_all(const char *dir, const char *lock)
{
	prune(&(struct prune){.dir = dir, .prefix = "", .lock = lock});
}

static void stop_using(struct fixture *f)
{
	uses_free(f->s.b.uses);
	f->s.b.uses = NULL;
}

TEST(a_build_stays_when_the_cache_is_cleaned)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	build(&f);
	CHECK_INT(clean(&f), 1);
	CHECK(fs_is_dir(f.dir));
	stop_using(&f);
	CHECK_INT(clean(&f), 0);
	CHECK_INT(scratch_count(&f.s, "cache", ""), 0);
}

TEST(a_build_and_its_image_stay_when_old_ones_go)
{
	_cleanup_(end) struct fixture f;

	begin(&f);
	_cleanup_free_ char *builds = path_dirname(f.dir), *images = path_join(f.dir, "images");

	build(&f);
	prune_all(images, NULL);
	prune_all(builds, BUILD_LOCK);
	CHECK_INT(scratch_count(&f.s, "cache/build/kernel-a/images", "1"), 1);
	stop_using(&f);
	prune_all(images, NULL);
	CHECK_INT(scratch_count(&f.s, "cache/build/kernel-a/images", ""), 0);
	prune_all(builds, BUILD_LOCK);
	CHECK_INT(scratch_count(&f.s, "cache/build", ""), 0);
}

TEST(a_tree_stays)
{
	_cleanup_(end) struct fixture f;
	_cleanup_err_ struct err e = ERR_INIT;

	begin(&f);
	_cleanup_free_ char *tree = path_join(f.s.cache, "sources/linux");

	CHECK(use_tree(&f.s.b, tree, &e) > 0);
	scratch_sh(&f.s, "mkdir -p cache/sources/linux");
	CHECK_OK(use_tree(&f.s.b, tree, &e), &e);
	CHECK_INT(clean(&f), 1);
	CHECK(fs_is_dir(tree));
	stop_using(&f);
	CHECK_INT(clean(&f), 0);
	CHECK(use_tree(&f.s.b, tree, &e) > 0);
}

TEST(a_file_elsewhere_needs_no_mark)
{
	_cleanup_(end) struct fixture f;
	_cleanup_err_ struct err e = ERR_INIT;

	begin(&f);
	_cleanup_free_ char *own = path_join(f.s.dir, "bzImage");
	_cleanup_free_ char *gone = path_join(f.dir, "images/2/bzImage");

	CHECK_OK(use_file(&f.s.b, own, &e), &e);
	CHECK_OK(use_file(&f.s.b, gone, &e), &e);
	CHECK_INT(scratch_count(&f.s, "", ""), 1);
	CHECK_INT(scratch_count(&f.s, "cache", ""), 0);
}

TEST_MAIN()
