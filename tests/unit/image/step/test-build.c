/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/step/folder.h"
#include "scratch.h"

#define ABC_SHA256                                                                                 \
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /* FIPS 180-2, B.1 */

static void make_old(const char *path, time_t t)
{
	struct timespec times[2] = {{.tv_sec = t}, {.tv_sec = t}};

	CHECK(utimensat(AT_FDCWD, path, times, 0) == 0);
}

/* Changes the kept digest, to see whether it is used. */
static void forge_digest(struct scratch *s)
{
	CHECK(scratch_sh(s, "sed -i 's/^......../00000000/' cache/digests/*"));
}

TEST(stamp_that_agrees)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_stamp_ struct stamp a = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "stamp");

	stamp_add(&a, "a name", "a value\nwith \\ lines ");
	stamp_add(&a, "", "");
	stamp_add(&a, "none", NULL);
	CHECK_OK(stamp_write(&a, path, &e), &e);
	CHECK_STR(stamp_compare(&a, path), NULL);
}

/* old and new: names and values in turn. */
static void check_difference(const char *const *old, const char *const *new, const char *why)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_stamp_ struct stamp was = {0}, is = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "stamp");

	for (; *old; old += 2)
		stamp_add(&was, old[0], old[1]);
	for (; *new; new += 2)
		stamp_add(&is, new[0], new[1]);
	CHECK_OK(stamp_write(&was, path, &e), &e);
	_cleanup_free_ char *got = stamp_compare(&is, path);
	CHECK_STR(got, why);
}

TEST(stamp_says_what_differs)
{
	check_difference((const char *[]){"jobs", "1", "x", "y", NULL},
			 (const char *[]){"jobs", "2", "x", "z", NULL},
			 "'jobs' changed from '1' to '2'");
	check_difference((const char *[]){"net.config", ABC_SHA256, NULL},
			 (const char *[]){"net.config", "", NULL}, "'net.config' changed");
	check_difference((const char *[]){"a", "1", NULL},
			 (const char *[]){"a", "1", "b", "2", NULL}, "'b' is new");
	check_difference((const char *[]){"a", "1", "b", "2", NULL},
			 (const char *[]){"a", "1", NULL}, "'b' is gone");
	check_difference((const char *[]){"a", "1", "b", "2", NULL},
			 (const char *[]){"b", "2", NULL}, "'a' is gone");
	check_difference((const char *[]){"a", "1", "b", "2", NULL},
			 (const char *[]){"b", "2", "a", "1", NULL}, "'b' was moved");
}

TEST(stamp_that_is_damaged)
{
	static const char *const bad[] = {"name\n", "name value", "na\\xme value\n", "\\"};
	_cleanup_stamp_ struct stamp st = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "stamp");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_OK(fs_write_str(path, bad[i], &e), &e);
		_cleanup_free_ char *why = stamp_compare(&st, path);
		CHECK_CONTAINS(why, "cannot be read");
	}
}

TEST(digest_of_an_old_file_is_kept)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	char hex[65];

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "a 'file'");
	CHECK_OK(fs_write_str(path, "abc", &e), &e);
	make_old(path, 1000000000);
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK_STR(hex, ABC_SHA256);
	forge_digest(&s);
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK(!strncmp(hex, "00000000", 8));
	/* another time stamp: read again, although the size is the same */
	make_old(path, 1000000001);
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK_STR(hex, ABC_SHA256);
}

TEST(digest_of_a_young_file_is_not_kept)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	char hex[65];

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "young");
	CHECK_OK(fs_write_str(path, "abc", &e), &e);
	make_old(path, time(NULL));
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK_STR(hex, ABC_SHA256);
	CHECK_INT(scratch_count(&s, "cache/digests", ""), 0);
}

TEST(digest_with_damaged_cache_or_without)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	char hex[65];

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "old");
	CHECK_OK(fs_write_str(path, "abc", &e), &e);
	make_old(path, 1000000000);
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK(scratch_sh(&s, "for f in cache/digests/*; do echo nonsense >\"$f\"; done"));
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK_STR(hex, ABC_SHA256);
	/* a cache that cannot be written costs time, not the build */
	CHECK(scratch_sh(&s, "rm -r cache/digests; echo >cache/digests"));
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	CHECK_STR(hex, ABC_SHA256);
	_cleanup_free_ char *none = path_join(s.dir, "none");
	CHECK_INT(build_digest_file(&s.b, none, hex, &e), -1);
	CHECK_CONTAINS(e.msg, none);
}

TEST(stamp_of_a_file)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_stamp_ struct stamp st = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	_cleanup_free_ char *path = path_join(s.dir, "f");
	CHECK_INT(stamp_add_file(&st, &s.b, "f", path, &e), -1);
	CHECK_OK(fs_write_str(path, "abc", &e), &e);
	CHECK_OK(stamp_add_file(&st, &s.b, "f", path, &e), &e);
	CHECK_STR(st.values.v[0], ABC_SHA256);
}

/* Releases the lock once somebody waits for it. */
struct holder {
	struct progress progress;
	int fd;
	char *note;
	const char *dir; /* removed once somebody waits; or NULL */
};

static void let_go(struct progress *p, const struct progress_event *ev)
{
	struct holder *h = (struct holder *)p;

	CHECK_INT(ev->kind, PROGRESS_NOTE);
	CHECK_STR(h->note, NULL);
	h->note = xstrdup(ev->text);
	close(TAKE_FD(h->fd));
}

TEST(lock_that_another_jiffy_has)
{
	struct holder h = {.progress = {.on = let_go, .interrupt_fd = -1}};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	_cleanup_free_ char *dir = path_join(s.cache, "build/kernel-x");
	s.b.progress = &h.progress;
	h.fd = build_lock(&s.b, dir, &e);
	CHECK(h.fd >= 0);
	CHECK_STR(h.note, NULL);
	_cleanup_close_ int second = build_lock(&s.b, dir, &e);
	CHECK(second >= 0);
	CHECK_CONTAINS(h.note, "waiting for another jiffy that builds in '");
	CHECK_CONTAINS(h.note, dir);
	free(h.note);
}

TEST(interrupted_stays_so)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	struct build quiet;

	scratch_begin(&s);
	CHECK_INT(build_interrupted(&s.b, &e), 0);
	CHECK_INT(write(s.pipe[1], "x", 1), 1);
	CHECK_INT(build_interrupted(&s.b, &e), -1);
	CHECK_INT(e.kind, ERR_SIGNAL);
	CHECK_INT(build_interrupted(&s.b, &e), -1);
	quiet = s.b;
	quiet.progress = NULL;
	CHECK_INT(build_interrupted(&quiet, &e), 0);
}

TEST(hint_for_a_full_disk)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	err_errno(&e, ENOENT, "cannot open 'x'");
	build_hint_full(&s.b, &e);
	CHECK_STR(e.hint, NULL);
	err_errno(&e, ENOSPC, "cannot write 'x'");
	build_hint_full(&s.b, &e);
	CHECK_CONTAINS(e.hint, s.cache);
	CHECK_CONTAINS(e.hint, "XDG_CACHE_HOME");
	err_set(&e, "'make' exited with status 2");
	err_detail(&e, "fatal error: error writing to x.s: No space left on device");
	err_hint(&e, "something else");
	build_hint_full(&s.b, &e);
	CHECK_CONTAINS(e.hint, s.cache);
	CHECK(!strstr(e.hint, "something else"));
}

TEST(jobs)
{
	_cleanup_scratch_ struct scratch s;

	scratch_begin(&s);
	CHECK(build_jobs(&s.b) >= 1);
	s.set.jobs = 7;
	CHECK_INT(build_jobs(&s.b), 7);
}

TEST(cross_prefix)
{
	_cleanup_scratch_ struct scratch s;
	struct utsname host;

	scratch_begin(&s);
	uname(&host);
	strv_add(&s.target.native, host.machine);
	s.target.cross = (char *)"x86_64-linux-gnu-";
	_cleanup_free_ char *own = build_cross_prefix(&s.b);
	CHECK_STR(own, "");
	strv_clear(&s.target.native);
	strv_add(&s.target.native, "vax");
	_cleanup_free_ char *other = build_cross_prefix(&s.b);
	CHECK_STR(other, "x86_64-linux-gnu-");
}

/* 'jiffy clean' removes the folder while somebody waits for its lock. */
static void take_folder_away(struct progress *p, const struct progress_event *ev)
{
	struct holder *h = (struct holder *)p;
	_cleanup_err_ struct err e = ERR_INIT;

	if (ev->kind != PROGRESS_NOTE || h->fd < 0)
		return;
	CHECK_OK(fs_remove(h->dir, &e), &e);
	close(TAKE_FD(h->fd));
}

TEST(lock_whose_folder_is_removed_meanwhile)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	_cleanup_free_ char *dir = path_join(s.cache, "build/x");
	struct holder h = {.progress = {.on = take_folder_away, .interrupt_fd = -1}, .dir = dir};

	h.fd = build_lock(&s.b, dir, &e);
	REQUIRE(h.fd >= 0);
	s.b.progress = &h.progress;
	_cleanup_close_ int second = build_lock(&s.b, dir, &e);

	CHECK(second >= 0);
	CHECK_STR(e.msg, NULL);
	CHECK(fs_is_dir(dir));
}

TEST(lock_sweeps)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	scratch_sh(&s, "mkdir -p cache/build/x; touch cache/build/x/.stamp.0123456789abcdef.tmp");
	_cleanup_free_ char *dir = path_join(s.cache, "build/x");
	_cleanup_close_ int lock = build_lock(&s.b, dir, &e);

	CHECK(lock >= 0);
	CHECK_INT(scratch_count(&s, "cache/build/x", ""), 1);
}

/* The reasons, in the order of a folder's life. */
TEST(a_folder_tells_why_it_is_stale)
{
	static const char *const outputs[] = {"out", NULL};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	_cleanup_stamp_ struct stamp now = {0};

	scratch_begin(&s);
	_cleanup_free_ char *dir = path_join(s.cache, "build/x");
	REQUIRE(folder_open(&f, &s.b, dir, &e) == 0);
	stamp_add(&now, "jobs", "1");
	_cleanup_free_ char *first = folder_stale(&f, FOLDER_STAMP, &now, outputs);
	CHECK_STR(first, "first build");
	CHECK_OK(folder_begin(&f, FOLDER_STAMP, &e), &e);
	_cleanup_free_ char *begun = folder_stale(&f, FOLDER_STAMP, &now, outputs);
	CHECK_STR(begun, "the last build did not finish");
	CHECK_OK(folder_done(&f, FOLDER_STAMP, &now, &e), &e);
	_cleanup_free_ char *gone = folder_stale(&f, FOLDER_STAMP, &now, outputs);
	CHECK_STR(gone, "'out' is gone");
	CHECK(scratch_sh(&s, "touch cache/build/x/out"));
	CHECK_STR(folder_stale(&f, FOLDER_STAMP, &now, outputs), NULL);
	stamp_free(&now);
	stamp_add(&now, "jobs", "2");
	_cleanup_free_ char *changed = folder_stale(&f, FOLDER_STAMP, &now, outputs);
	CHECK_STR(changed, "'jobs' changed from '1' to '2'");
	/* another output of the same folder has a stamp of its own */
	_cleanup_free_ char *other = folder_stale(&f, "config.stamp", &now, outputs);
	CHECK_STR(other, "first build");
}

TEST(a_folder_remembers_its_steps)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_folder_ struct folder f = FOLDER_INIT;

	scratch_begin(&s);
	folder_inside(&f, s.cache);
	CHECK_INT(folder_steps(&f, 640), 640);
	folder_keep_steps(&f, 17);
	CHECK_INT(folder_steps(&f, 640), 17);
	CHECK(scratch_sh(&s, "echo nonsense >cache/steps"));
	CHECK_INT(folder_steps(&f, 640), 640);
}

TEST_MAIN()
