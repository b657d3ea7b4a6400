/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources, with tarballs made by tar(1): what is found, what is unpacked, and what is refused. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/source/source.h"
#include "image/source/tree.h"
#include "scratch.h"

#define NO_SHA256	 "0000000000000000000000000000000000000000000000000000000000000000"
#define _cleanup_source_ _cleanup_(source_free)

/*
 * A tree that looks like the kernel's, with names that need care, in 'linux-6.1/' of the scratch
 * folder.
 */
static void make_tree(struct scratch *s)
{
	CHECK(scratch_sh(
		s,
		"mkdir -p linux-6.1/init linux-6.1/scripts\n"
		"cd linux-6.1; touch Kbuild Kconfig init/main.c\n"
		"printf '# SPDX\\nVERSION = 6\\nPATCHLEVEL = 1\\nSUBLEVEL = 140\\nEXTRAVERSION = "
		"-rc1 # x\\n' >Makefile\n"
		"echo hello >\"a 'file' with \\\"quotes\\\"\"; printf 'x' >\"$(printf 'b\\303\\274')\"\n"
		"echo run >scripts/run.sh; chmod 755 scripts/run.sh; ln -s ../Makefile scripts/link\n"
		"ln Kbuild hard; touch -d 2001-02-03 Kconfig; touch -d 2002-02-03 init\n"
		"head -c 300000 /dev/urandom >big"));
}

static int kernel(struct scratch *s, const char *path, struct source *out, struct err *e)
{
	_cleanup_free_ char *absolute = path_join(s->dir, path);
	int r;

	str_set(&s->set.kernel, absolute);
	r = source_kernel(&s->b, out, e);
	free(TAKE_PTR(s->set.kernel));
	return r;
}

/* It fails with this error, and leaves nothing in the cache. */
static void check_refused(struct scratch *s, const char *path, const char *msg, struct err *e)
{
	_cleanup_source_ struct source src = {0};

	CHECK_INT(kernel(s, path, &src, e), -1);
	CHECK_CONTAINS(e->msg, msg);
	CHECK_INT(scratch_count(s, "cache/sources", ".tmp-"), 0);
	CHECK_INT(scratch_count(s, "cache/sources", "l"), 0);
}

TEST(tree)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK_OK(kernel(&s, "linux-6.1/init/..", &src, &e), &e);
	CHECK_INT(src.kind, SOURCE_TREE);
	CHECK_STR(src.name, "linux-6.1.140-rc1");
	CHECK(src.path && str_ends(src.path, "/linux-6.1"));
	CHECK_INT(strlen(src.key), 8);
	CHECK(!src.ours);
	CHECK_INT(scratch_count(&s, "cache", ""), 0);
}

TEST(tarballs_of_each_compression)
{
	static const struct {
		const char *command, *file;
	} kinds[] = {
		{"tar cf l.tar linux-6.1", "l.tar"},
		{"tar czf l.tgz linux-6.1", "l.tgz"},
		{"tar cJf l.tar.xz linux-6.1", "l.tar.xz"},
		{"tar cjf l.tar.bz2 linux-6.1", "l.tar.bz2"},
		{"tar --format=posix -czf \"l ' ix.tar.gz\" linux-6.1", "l ' ix.tar.gz"},
		{"tar -C linux-6.1 -czf l-dot.tar.gz .", "l-dot.tar.gz"},
	};
	_cleanup_scratch_ struct scratch s;

	scratch_begin(&s);
	make_tree(&s);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		_cleanup_source_ struct source src = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK(scratch_sh(&s, kinds[i].command));
		CHECK_OK(kernel(&s, kinds[i].file, &src, &e), &e);
		REQUIRE(src.path);
		CHECK(src.ours);
		CHECK(str_starts(src.name, "l"));
		CHECK(!strchr(path_basename(src.path), ' '));
		CHECK_CONTAINS(src.path, src.key);
		CHECK_CONTAINS(src.origin, kinds[i].file);
		_cleanup_free_ char *diff =
			xasprintf("diff -r linux-6.1 cache/sources/%s", path_basename(src.path));
		CHECK(scratch_sh(&s, diff));
	}
	CHECK_INT(scratch_count(&s, "cache/sources", ".tmp-"), 0);
}

TEST(times_modes_and_links_are_kept)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	struct stat a, b;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "chmod u+s linux-6.1/big; tar czf l.tar.gz linux-6.1"));
	CHECK_OK(kernel(&s, "l.tar.gz", &src, &e), &e);
	REQUIRE(src.path);
	_cleanup_free_ char *kconfig = path_join(src.path, "Kconfig"),
			    *init = path_join(src.path, "init"),
			    *run = path_join(src.path, "scripts/run.sh"),
			    *link = path_join(src.path, "scripts/link"),
			    *hard = path_join(src.path, "hard"),
			    *kbuild = path_join(src.path, "Kbuild"),
			    *big = path_join(src.path, "big");
	CHECK(stat(kconfig, &a) == 0 && a.st_mtime > 981000000 && a.st_mtime < 981300000);
	CHECK(stat(init, &a) == 0 && a.st_mtime > 1012500000 && a.st_mtime < 1012900000);
	CHECK(stat(run, &a) == 0 && (a.st_mode & 0100));
	CHECK(lstat(link, &a) == 0 && S_ISLNK(a.st_mode));
	CHECK(stat(hard, &a) == 0 && stat(kbuild, &b) == 0 && a.st_ino == b.st_ino);
	CHECK(stat(big, &a) == 0 && !(a.st_mode & 06000) && a.st_size == 300000);
}

TEST(second_time_nothing_is_unpacked)
{
	_cleanup_source_ struct source first = {0}, second = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "tar czf linux-9.tar.gz linux-6.1"));
	CHECK_OK(kernel(&s, "linux-9.tar.gz", &first, &e), &e);
	CHECK_CONTAINS(sb_str(&s.told), "begin unpack linux-9.tar.gz: ");
	CHECK_CONTAINS(sb_str(&s.told), "end unpack linux-9.tar.gz: ");
	CHECK_STR(first.name, "linux-9");
	sb_truncate(&s.told, 0);
	CHECK_OK(kernel(&s, "linux-9.tar.gz", &second, &e), &e);
	CHECK_STR(sb_str(&s.told), "fresh unpack linux-9.tar.gz: unpacked already\n");
	CHECK_STR(second.path, first.path);
}

/* Cut at many places, with each compression: always "truncated", and nothing is left. */
TEST(cut_short)
{
	static const char *const files[] = {"l.tar", "l.tar.gz", "l.tar.xz", "l.tar.bz2"};
	static const unsigned percent[] = {1, 50, 90};
	_cleanup_scratch_ struct scratch s;

	scratch_begin(&s);
	make_tree(&s);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = path_join(s.dir, files[i]);
		_cleanup_free_ char *make = xasprintf("tar caf %s linux-6.1", files[i]);
		uint64_t size;

		CHECK(scratch_sh(&s, make));
		size = fs_size(path);
		for (size_t j = 0; j < ARRAY_SIZE(percent); j++) {
			_cleanup_free_ char *cut =
				xasprintf("head -c %ju %s >'cut short.tar'",
					  (uintmax_t)(size * percent[j] / 100), files[i]);
			_cleanup_err_ struct err e = ERR_INIT;

			CHECK(scratch_sh(&s, cut));
			check_refused(&s, "cut short.tar", "seems to be truncated", &e);
			CHECK_CONTAINS(e.msg, "cut short.tar'");
			CHECK_CONTAINS(e.hint, "again");
		}
	}
}

TEST(cut_short_between_two_entries)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	/* a folder and a file of one block each, then the rest */
	CHECK(scratch_sh(&s,
			 "tar cf l.tar linux-6.1/Makefile linux-6.1; head -c 1024 l.tar >c.tar"));
	check_refused(&s, "c.tar", "seems to be truncated", &e);
}

TEST(damaged)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "tar cJf l.tar.xz linux-6.1; printf 'damage' | dd of=l.tar.xz "
			     "bs=1 seek=1000 conv=notrunc status=none"));
	check_refused(&s, "l.tar.xz", "cannot unpack '", &e);
	CHECK_CONTAINS(e.hint, "again");
}

TEST(no_tarball)
{
	static const struct {
		const char *command, *msg;
	} bad[] = {
		{"echo hello >x", "is not a tarball"},
		{": >x", "is not a tarball"},
		{"head -c 100000 /dev/zero >x", "holds no kernel source tree"},
		{"rm -f x; mkfifo x", "neither a file nor a folder"},
		{"rm -f x; mkdir x", "is not a kernel source tree"},
		{"rmdir x", "No such file"},
		{"mkdir t; touch t/Makefile; tar cf x t", "holds no kernel source tree"},
	};
	_cleanup_scratch_ struct scratch s;

	scratch_begin(&s);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		_cleanup_err_ struct err e = ERR_INIT;

		CHECK(scratch_sh(&s, bad[i].command));
		check_refused(&s, "x", bad[i].msg, &e);
		CHECK_CONTAINS(e.hint, "--kernel takes");
	}
}

TEST(hostile_entries)
{
	static const struct {
		const char *command, *msg;
	} bad[] = {
		{"tar cPf l.tar linux-6.1 --transform='s,linux-6.1/big,linux-6.1/../../../../EVIL,' "
		 "linux-6.1/big",
		 "leads out of the folder"},
		{"tar cPf l.tar linux-6.1 --transform=\"s,linux-6.1/big,$PWD/EVIL,\"",
		 "leads out of the folder"},
		/* a link, then a file through it */
		{"mkdir -p x; ln -s \"$PWD\" x/out; tar cf l.tar -C x out; mkdir y; mkdir y/out; "
		 "echo >y/out/EVIL; tar rf l.tar -C y out/EVIL",
		 "'out' is a link with something below it"},
		/* two links, one through the other */
		{"mkdir -p x; ln -s \"$PWD\" x/out; tar cf l.tar -C x out; mkdir -p y/out; "
		 "ln -s z y/out/EVIL; tar rf l.tar -C y out/EVIL",
		 "'out' is a link with something below it"},
		/* a hard link to what is outside */
		{"echo precious >victim; ln victim a; tar cPf l.tar --transform='s,^victim$,../victim,' "
		 "victim a",
		 "leads out of the folder"},
		{"mkdir d; mkfifo d/pipe; tar cf l.tar d", "is a device or the like"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		_cleanup_scratch_ struct scratch s;
		_cleanup_err_ struct err e = ERR_INIT;

		scratch_begin(&s);
		make_tree(&s);
		CHECK(scratch_sh(&s, bad[i].command));
		check_refused(&s, "l.tar", bad[i].msg, &e);
		CHECK_INT(scratch_count(&s, "", "EVIL"), 0);
		CHECK_INT(scratch_count(&s, "cache", "EVIL"), 0);
	}
}

TEST(interrupted_leaves_nothing)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "tar czf l.tar.gz linux-6.1"));
	s.interrupt_at = s.pipe[1];
	check_refused(&s, "l.tar.gz", "interrupted", &e);
	CHECK_INT(e.kind, ERR_SIGNAL);
}

TEST(what_a_killed_one_left_is_removed)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "tar czf l.tar.gz linux-6.1; mkdir -p cache/sources/.tmp-1-dead/x "
			     "cache/sources/.tmp-2-alive/x"));
	_cleanup_free_ char *alive = path_join(s.cache, "sources/.tmp-2-alive");
	_cleanup_close_ int fd = open(alive, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CHECK(flock(fd, LOCK_EX | LOCK_NB) == 0);
	CHECK_OK(kernel(&s, "l.tar.gz", &src, &e), &e);
	CHECK_INT(scratch_count(&s, "cache/sources", ".tmp-"), 1);
	CHECK(fs_is_dir(alive));
}

/* Holds the lock; once somebody waits for it, makes the tree. */
struct holder {
	struct progress progress;
	int fd;
	const char *target;
	bool waited;
};

static void finish(struct progress *p, const struct progress_event *ev)
{
	struct holder *h = (struct holder *)p;

	if (ev->kind != PROGRESS_NOTE) {
		CHECK_INT(ev->kind, PROGRESS_FRESH);
		return;
	}
	CHECK_CONTAINS(ev->text, "waiting for another jiffy that unpacks '");
	h->waited = mkdir(h->target, 0755) == 0;
	close(TAKE_FD(h->fd));
}

TEST(two_at_once_unpack_once)
{
	struct holder h = {.progress = {.on = finish, .interrupt_fd = -1}, .fd = -1};
	_cleanup_source_ struct source first = {0}, second = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "tar czf l.tar.gz linux-6.1"));
	CHECK_OK(kernel(&s, "l.tar.gz", &first, &e), &e);
	REQUIRE(first.path);
	CHECK_OK(fs_remove(first.path, &e), &e);
	_cleanup_free_ char *lock =
		path_joinf(s.cache, "sources/.lock-%s", path_basename(first.path));
	h.fd = fs_lock(lock, NULL, NULL, &e);
	h.target = first.path;
	s.b.progress = &h.progress;
	CHECK_OK(kernel(&s, "l.tar.gz", &second, &e), &e);
	CHECK(h.waited);
}

TEST(digest_of_a_tarball)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	char hex[65];

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "tar czf l.tar.gz linux-6.1"));
	_cleanup_free_ char *path = path_join(s.dir, "l.tar.gz");
	s.set.kernel_sha256 = (char *)NO_SHA256;
	check_refused(&s, "l.tar.gz", "does not have the sha256 that --kernel-sha256 asks for", &e);
	CHECK_CONTAINS(e.detail, NO_SHA256);
	s.set.kernel_sha256 = (char *)"123";
	check_refused(&s, "l.tar.gz", "'123' is not a sha256", &e);
	CHECK_INT(e.kind, ERR_USAGE);
	CHECK_OK(build_digest_file(&s.b, path, hex, &e), &e);
	s.set.kernel_sha256 = hex;
	CHECK_OK(kernel(&s, "l.tar.gz", &src, &e), &e);
	CHECK(src.key && str_starts(hex, src.key));
}

TEST(ready_programs)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	CHECK(scratch_sh(
		&s, "head -c 510 /dev/zero >bzImage; printf 'U\\252\\000\\000HdrS....' >>bzImage"));
	CHECK_OK(kernel(&s, "bzImage", &src, &e), &e);
	CHECK_INT(src.kind, SOURCE_BINARY);
	CHECK_STR(src.name, "bzImage");
	source_free(&src);
	s.set.busybox = (char *)"/proc/self/exe";
	CHECK_OK(source_busybox(&s.b, &src, &e), &e);
	CHECK_INT(src.kind, SOURCE_BINARY);
	CHECK_STR(src.path, "/proc/self/exe");
	/* a boot sector alone is no kernel */
	CHECK(scratch_sh(&s, "head -c 510 /dev/zero >x; printf 'U\\252\\000\\000....' >>x"));
	check_refused(&s, "x", "", &e);
}

TEST(url_needs_a_digest)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	s.set.kernel = (char *)"https://u:secret@127.0.0.1/linux.tar.xz";
	CHECK_INT(source_kernel(&s.b, &src, &e), -1);
	CHECK_CONTAINS(e.msg, "needs --kernel-sha256");
	CHECK(!strstr(e.msg, "secret"));
	CHECK_INT(e.kind, ERR_USAGE);
	s.set.busybox = (char *)"https://127.0.0.1/b.tar.xz";
	CHECK_INT(source_busybox(&s.b, &src, &e), -1);
	CHECK_CONTAINS(e.msg, "needs --busybox-sha256");
	s.set.busybox = (char *)"file:///b.tar.xz";
	s.set.busybox_sha256 = (char *)NO_SHA256;
	CHECK_INT(source_busybox(&s.b, &src, &e), -1);
	CHECK_CONTAINS(e.hint, "path");
}

TEST(order_in_which_a_kernel_is_looked_for)
{
	_cleanup_source_ struct source src = {0};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;

	scratch_begin(&s);
	make_tree(&s);
	CHECK(scratch_sh(&s, "cp -r linux-6.1 flag; cp -r linux-6.1 ini; mkdir elsewhere"));
	_cleanup_free_ char *flag = path_join(s.dir, "flag"), *ini = path_join(s.dir, "ini"),
			    *in_tree = path_join(s.dir, "linux-6.1/scripts"),
			    *tree = path_join(s.dir, "linux-6.1"),
			    *elsewhere = path_join(s.dir, "elsewhere");
	s.set.kernel = flag;
	s.set.cwd = in_tree;
	s.set.ini_kernel = ini;
	CHECK_OK(source_kernel(&s.b, &src, &e), &e);
	CHECK_STR(src.path, flag);
	source_free(&src);
	s.set.kernel = NULL;
	CHECK_OK(source_kernel(&s.b, &src, &e), &e);
	CHECK_STR(src.path, tree);
	CHECK_STR(src.origin, "the tree in which jiffy was started");
	source_free(&src);
	s.set.cwd = elsewhere;
	CHECK_OK(source_kernel(&s.b, &src, &e), &e);
	CHECK_STR(src.path, ini);
	_cleanup_free_ char *none = source_enclosing_kernel_tree(elsewhere);
	CHECK_STR(none, NULL);
}

TEST(newest_tarball)
{
	_cleanup_scratch_ struct scratch s;

	scratch_begin(&s);
	_cleanup_free_ char *none = source_newest_tarball(s.cache);
	CHECK_STR(none, NULL);
	CHECK(scratch_sh(&s, "cd cache; touch linux-source-6.1.tar.xz linux-source-6.9.tar.xz "
			     "linux-source-6.10.tar.xz linux-source-6.11.tar.xz.sig "
			     "linux-source-6.12 linux-6.13.tar.xz linux-source-6.2.tar.bz2; "
			     "mkdir linux-source-6.14.tar.xz"));
	_cleanup_free_ char *newest = source_newest_tarball(s.cache);
	CHECK_STR(newest ? path_basename(newest) : NULL, "linux-source-6.10.tar.xz");
}

TEST(unclean_tree)
{
	static const struct {
		const char *make, *found;
		bool config;
	} signs[] = {
		{"touch linux-6.1/.config", "'.config'", true},
		{"mkdir -p linux-6.1/include/config", "'include/config'", false},
		{"mkdir -p linux-6.1/arch/x86/include/generated", "'arch/x86/include/generated'",
		 false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_scratch_ struct scratch s;
		_cleanup_err_ struct err e = ERR_INIT;

		scratch_begin(&s);
		make_tree(&s);
		_cleanup_free_ char *tree = path_join(s.dir, "linux-6.1");
		CHECK_OK(source_check_clean(tree, "x86", &e), &e);
		CHECK(scratch_sh(&s, signs[i].make));
		CHECK_INT(source_check_clean(tree, "x86", &e), -1);
		CHECK_INT(e.kind, ERR_BUILD);
		CHECK_CONTAINS(e.msg, signs[i].found);
		CHECK_CONTAINS(e.hint, "mrproper");
		CHECK_CONTAINS(e.hint, "worktree add");
		CHECK_INT(strstr(e.hint, "save its .config") != NULL, signs[i].config);
	}
}

TEST_MAIN()
