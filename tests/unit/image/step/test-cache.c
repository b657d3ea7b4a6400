/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/step/cache.h"

#include <fcntl.h>
#include <sys/file.h>

#include "scratch.h"

static void fill(struct scratch *s)
{
	scratch_sh(s, "cd cache; mkdir -p build/kernel-a/obj sources/tree/sub sources/.tmp-1-dead\n"
		      "mkdir -p downloads apt/state digests\n"
		      "touch build/file sources/.lock-tree sources/tree/sub/f downloads/d\n"
		      "touch downloads/e.part apt/lock digests/x");
}

TEST(what_was_built)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0}, left = {0};

	scratch_begin(&s);
	fill(&s);
	CHECK_OK(cache_clean(&s.b, false, &removed, &left, &e), &e);
	CHECK_INT(removed.n, 2);
	CHECK_INT(scratch_count(&s, "cache", "build"), 0);
	CHECK_INT(scratch_count(&s, "cache", ""), 3);
	CHECK_INT(scratch_count(&s, "cache/sources", ""), 3);
}

TEST(everything)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0}, left = {0};

	scratch_begin(&s);
	fill(&s);
	CHECK_OK(cache_clean(&s.b, true, &removed, &left, &e), &e);
	CHECK_INT(removed.n, 5);
	CHECK_INT(scratch_count(&s, "cache", ""), 0);
	CHECK_OK(cache_clean(&s.b, true, &removed, &left, &e), &e); /* an empty cache is no error */
	CHECK_INT(removed.n, 5);
}

/* Another jiffy holds the lock, alone or shared; 'stays' is what it makes or uses. */
static void check_stays(const char *lock_name, bool shared, const char *stays)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0}, left = {0};

	scratch_begin(&s);
	fill(&s);
	_cleanup_free_ char *path = path_join(s.cache, lock_name);
	_cleanup_free_ char *kept = path_join(s.cache, stays);
	_cleanup_close_ int fd =
		shared ? fs_lock_shared(path, NULL, NULL, &e) : fs_lock(path, NULL, NULL, &e);

	REQUIRE(fd >= 0);
	CHECK_OK(cache_clean(&s.b, true, &removed, &left, &e), &e);
	CHECK_INT(left.n, 1);
	CHECK_STR(left.v[0], kept);
	CHECK(fs_exists(kept));
	/* all the rest goes */
	CHECK_INT(removed.n, 5);
	CHECK_INT(scratch_count(&s, "cache", ""), 1);
	close(TAKE_FD(fd));
	CHECK_OK(cache_clean(&s.b, true, &removed, &left, &e), &e);
	CHECK_INT(scratch_count(&s, "cache", ""), 0);
}

TEST(what_another_makes_stays)
{
	check_stays("build/kernel-a/lock", false, "build/kernel-a");
	check_stays("sources/.lock-tree", false, "sources/tree");
	check_stays("apt/lock", false, "apt");
	check_stays("downloads/e.part", false, "downloads/e.part");
}

TEST(what_another_uses_stays)
{
	check_stays("build/kernel-a/in-use", true, "build/kernel-a");
	check_stays("sources/.lock-tree", true, "sources/tree");
	check_stays("downloads/d", true, "downloads/d");
}

TEST(what_another_unpacks_now_stays)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0}, left = {0};

	scratch_begin(&s);
	fill(&s);
	_cleanup_free_ char *path = path_join(s.cache, "sources/.tmp-1-dead");
	_cleanup_close_ int held = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	REQUIRE(held >= 0 && flock(held, LOCK_EX | LOCK_NB) == 0);
	CHECK_OK(cache_clean(&s.b, true, &removed, &left, &e), &e);
	CHECK_INT(scratch_count(&s, "cache/sources", ""), 1);
	CHECK(fs_is_dir(path));
}

TEST_MAIN()
