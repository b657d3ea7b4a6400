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
	_cleanup_strv_ struct strv removed = {0};

	scratch_begin(&s);
	fill(&s);
	CHECK_OK(cache_clean(&s.b, false, &removed, &e), &e);
	CHECK_INT(removed.n, 2);
	CHECK_INT(scratch_count(&s, "cache", "build"), 0);
	CHECK_INT(scratch_count(&s, "cache", ""), 3);
	CHECK_INT(scratch_count(&s, "cache/sources", ""), 3);
}

TEST(everything)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0};

	scratch_begin(&s);
	fill(&s);
	CHECK_OK(cache_clean(&s.b, true, &removed, &e), &e);
	CHECK_INT(removed.n, 5);
	CHECK_INT(scratch_count(&s, "cache", ""), 0);
	CHECK_OK(cache_clean(&s.b, true, &removed, &e), &e); /* an empty cache is no error */
	CHECK_INT(removed.n, 5);
}

/* Holds a lock; once somebody waits for it, makes a file and releases the lock. */
struct holder {
	struct scratch s;
	int fd;
	const char *finish; /* shell command */
	unsigned waited;
};

static void on_wait(struct progress *p, const struct progress_event *ev)
{
	struct scratch *s = (struct scratch *)((char *)p - offsetof(struct scratch, progress));
	struct holder *h = (struct holder *)((char *)s - offsetof(struct holder, s));

	if (ev->kind != PROGRESS_NOTE || h->fd < 0)
		return;
	h->waited++;
	scratch_sh(s, h->finish);
	close(TAKE_FD(h->fd));
}

static void check_waits(const char *lock_name, const char *finish)
{
	struct holder h = {.fd = -1, .finish = finish};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0};

	scratch_begin(&h.s);
	fill(&h.s);
	h.s.progress.on = on_wait;
	_cleanup_free_ char *path = path_join(h.s.cache, lock_name);

	h.fd = fs_lock(path, NULL, NULL, &e);
	CHECK(h.fd >= 0);
	CHECK_OK(cache_clean(&h.s.b, true, &removed, &e), &e);
	CHECK_INT(h.waited, 1);
	CHECK_INT(scratch_count(&h.s, "cache", ""), 0);
	scratch_end(&h.s);
}

TEST(it_waits_for_who_works)
{
	check_waits("build/kernel-a/lock", "touch cache/build/kernel-a/stamp");
	/* what is unpacked meanwhile goes, too */
	check_waits("sources/.lock-new", "mkdir cache/sources/new");
	check_waits("apt/lock", "touch cache/apt/state/f");
	check_waits("downloads/e.part", "echo more >>cache/downloads/e.part");
}

TEST(what_another_unpacks_now_stays)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv removed = {0};

	scratch_begin(&s);
	fill(&s);
	_cleanup_free_ char *path = path_join(s.cache, "sources/.tmp-1-dead");
	_cleanup_close_ int held = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	REQUIRE(held >= 0 && flock(held, LOCK_EX | LOCK_NB) == 0);
	CHECK_OK(cache_clean(&s.b, true, &removed, &e), &e);
	CHECK_INT(scratch_count(&s, "cache/sources", ""), 1);
	CHECK(fs_is_dir(path));
}

TEST_MAIN()
