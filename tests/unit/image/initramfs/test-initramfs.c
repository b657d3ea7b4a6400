/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <time.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/initramfs/build.h"
#include "image/initramfs/initramfs.h"
#include "scratch.h"

/* A member of a newc archive (linux: init/initramfs.c). */
struct member {
	unsigned ino, mode, uid, gid, nlink, mtime, size, dev, rmajor, rminor;
	char name[4096];
	const char *data;
};

static unsigned field(const char *header, int i)
{
	char text[9] = "";

	memcpy(text, header + 6 + 8 * i, 8);
	return (unsigned)strtoul(text, NULL, 16);
}

/*
 * Reads the member at *at and moves *at past it; false at the trailer, or if the archive is
 * malformed.
 */
static bool next_member(const struct strbuf *a, size_t *at, struct member *out)
{
	const char *h = a->buf + *at;
	unsigned n;

	if (*at + 110 > a->len || memcmp(h, "070701", 6))
		return false;
	*out = (struct member){
		field(h, 0), field(h, 1), field(h, 2), field(h, 3),
		field(h, 4), field(h, 5), field(h, 6), field(h, 7) * 256 + field(h, 8),
		field(h, 9), field(h, 10)};
	n = field(h, 11);
	if (n > sizeof(out->name) || *at + 110 + n > a->len || h[110 + n - 1])
		return false;
	memcpy(out->name, h + 110, n);
	out->data = a->buf + (*at + 110 + n + 3) / 4 * 4;
	*at = ((size_t)(out->data - a->buf) + out->size + 3) / 4 * 4;
	return *at <= a->len && strcmp(out->name, "TRAILER!!!") != 0;
}

static void add_all(struct manifest *m, const char *host)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(manifest_slink(m, "/bin/sh", "/bin/busybox", &e), &e);
	CHECK_OK(manifest_file(m, "/bin/busybox", host, 04755, &e), &e);
	CHECK_OK(manifest_text(m, "/empty", "", 0600, &e), &e);
	CHECK_OK(manifest_nod(m, "/dev/console", 'c', 5, 1, 0600, &e), &e);
	CHECK_OK(manifest_nod(m, "/dev/sda", 'b', 8, 300, 0660, &e), &e);
	CHECK_OK(manifest_pipe(m, "/pipe", 0644, &e), &e);
	CHECK_OK(manifest_text(m, "/\xc3\xa9 \xff'\"", "bytes", 0644, &e), &e);
}

TEST(what_is_in_it)
{
	static const struct {
		const char *name;
		unsigned mode, size, nlink;
	} want[] = {
		{"bin", 040755, 0, 2},
		{"bin/busybox", 0104755, 7, 1},
		{"bin/sh", 0120777, 12, 1},
		{"dev", 040755, 0, 2},
		{"dev/console", 020600, 0, 1},
		{"dev/sda", 060660, 0, 1},
		{"empty", 0100600, 0, 1},
		{"pipe", 010644, 0, 1},
		{"\xc3\xa9 \xff'\"", 0100644, 5, 1},
	};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_sb_ struct strbuf a = {0};
	_cleanup_free_ char *path = NULL, *host = NULL;
	struct member is;
	size_t at = 0;

	scratch_begin(&s);
	path = path_join(s.dir, "a.cpio");
	host = path_join(s.dir, "host");
	CHECK_OK(fs_write_str(host, "content", &e), &e);
	add_all(&m, host);
	CHECK_OK(initramfs_write(&s.b, &m, "none", path, &e), &e);
	CHECK_OK(fs_read(path, &a, &e), &e);
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		REQUIRE(next_member(&a, &at, &is));
		CHECK_STR(is.name, want[i].name);
		CHECK_INT(is.mode, want[i].mode);
		CHECK_INT(is.size, want[i].size);
		CHECK_INT(is.nlink, want[i].nlink);
		CHECK_INT(is.ino, i + 1);
		CHECK_INT(is.uid + is.gid + is.mtime + is.dev, 0);
		CHECK_INT(is.rmajor, i == 4 ? 5 : i == 5 ? 8 : 0);
		CHECK_INT(is.rminor, i == 4 ? 1 : i == 5 ? 300 : 0);
		if (i == 1)
			CHECK(!memcmp(is.data, "content", 7));
		if (i == 2)
			CHECK(!memcmp(is.data, "/bin/busybox", 12));
	}
	CHECK(!next_member(&a, &at, &is));
	CHECK_STR(is.name, "TRAILER!!!");
	CHECK(a.len - at < 4);
}

TEST(cpio_takes_it)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *path = NULL;

	scratch_begin(&s);
	path = path_join(s.dir, "a.cpio");
	add_all(&m, "/proc/self/exe");
	CHECK_OK(initramfs_write(NULL, &m, "none", path, &e), &e);
	scratch_sh(&s, "cpio -itv --quiet <a.cpio >list\n"
		       "grep -q '^crw------- .* 5,  *1 .* dev/console$' list\n"
		       "grep -q '^lrwxrwxrwx .* bin/sh -> /bin/busybox$' list\n"
		       "test $(wc -l <list) = 9\n"
		       "cpio -i --quiet --to-stdout bin/busybox <a.cpio | wc -c >size\n");
}

/* Neither the order of adding nor the files' times matter. */
TEST(identical_for_identical_input)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *one = NULL, *two = NULL, *host = NULL;
	static const char *const all[] = {"none", "gzip", "zstd", "xz", "lz4"};

	scratch_begin(&s);
	one = path_join(s.dir, "1");
	two = path_join(s.dir, "2");
	host = path_join(s.dir, "host");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_manifest_ struct manifest m = {0}, other = {0};

		scratch_sh(&s, "echo the same >host; touch -d @1000000000 host");
		add_all(&m, host);
		CHECK_OK(initramfs_write(&s.b, &m, all[i], one, &e), &e);
		scratch_sh(&s, "rm host; echo the same >host; touch -d @1500000000 host");
		CHECK_OK(manifest_pipe(&other, "/pipe", 0600, &e), &e);
		add_all(&other, host);
		CHECK_OK(initramfs_write(&s.b, &other, all[i], two, &e), &e);
		CHECK(scratch_sh(&s, "cmp 1 2"));
	}
}

/* The distribution's tools can read it: several lz4 blocks, easy and hard to compress. */
TEST(compressed)
{
	static const struct {
		const char *how, *decompress, *check;
	} all[] = {
		{"gzip", "gzip -dc", "od -An -tx1 -N8 a | grep -q '1f 8b 08 00 00 00 00 00'"},
		{"zstd", "zstd -dc", "zstd -tq a"},
		{"xz", "xz -dc",
		 "xz -lvv a | grep -q 'Check: *CRC32' && "
		 "xz -lvv a | grep -q 'dict=1MiB'"},
		{"lz4", "lz4 -dc", "od -An -tx1 -N4 a | grep -q '02 21 4c 18'"},
	};
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *path = NULL, *plain = NULL, *host = NULL;

	scratch_begin(&s);
	path = path_join(s.dir, "a");
	plain = path_join(s.dir, "plain");
	host = path_join(s.dir, "host");
	scratch_sh(&s, "head -c 300000 /dev/urandom >host; head -c 9000000 /dev/zero >>host");
	CHECK_OK(manifest_file(&m, "/host", host, 0644, &e), &e);
	CHECK_OK(initramfs_write(&s.b, &m, "none", plain, &e), &e);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_free_ char *same = xasprintf("%s <a | cmp - plain", all[i].decompress);

		CHECK_OK(initramfs_write(&s.b, &m, all[i].how, path, &e), &e);
		CHECK(scratch_sh(&s, same));
		CHECK(scratch_sh(&s, all[i].check));
		CHECK(fs_size(path) < 500000);
	}
	CHECK_INT(initramfs_write(&s.b, &m, "rar", path, &e), -1);
	CHECK_STR(e.msg, "unknown compression of the initramfs: 'rar'");
}

/* A failure leaves no archive and no scratch file. */
static void check_refused(struct scratch *s, const char *host, const char *says)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *path = path_join(s->dir, "out/a.cpio"), *out = path_dirname(path);

	CHECK_OK(fs_mkdir_p(out, 0755, &e), &e);
	CHECK_OK(manifest_file(&m, "/x", host, 0644, &e), &e);
	CHECK_INT(initramfs_write(&s->b, &m, "none", path, &e), -1);
	CHECK_CONTAINS(e.msg, says);
	CHECK_INT(scratch_count(s, "out", ""), 0);
}

TEST(files_that_cannot_be_taken)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *big = NULL, *pipe = NULL, *none = NULL;

	scratch_begin(&s);
	big = path_join(s.dir, "big");
	pipe = path_join(s.dir, "pipe");
	none = path_join(s.dir, "none");
	scratch_sh(&s, "truncate -s 4294967296 big; mkfifo pipe");
	check_refused(&s, big,
		      "big' is too large for the initramfs: newc archives hold files of "
		      "less than 4 GiB");
	check_refused(&s, pipe, "pipe' is not a file");
	check_refused(&s, s.dir, "' is not a file");
	check_refused(&s, none, "none': No such file or directory");
	/* it claims to be empty, like a file that grows */
	check_refused(&s, "/proc/self/status", "'/proc/self/status' changed while it was read");
}

TEST(no_room_for_it)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *host = NULL;
	struct rlimit old, small;

	scratch_begin(&s);
	host = path_join(s.dir, "host");
	scratch_sh(&s, "head -c 3000000 /dev/zero >host");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){1000000, old.rlim_max};
	setrlimit(RLIMIT_FSIZE, &small);
	check_refused(&s, host, "out/a.cpio': File too large");
	setrlimit(RLIMIT_FSIZE, &old);
}

TEST(the_user_wants_to_stop)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *host = NULL;

	scratch_begin(&s);
	host = path_join(s.dir, "host");
	scratch_sh(&s, "echo x >host");
	CHECK(write(s.pipe[1], "x", 1) == 1);
	check_refused(&s, host, "interrupted");
}

/* initramfs_build(), and what it reports; the path in *path. */
#define CHECK_BUILD(s, m, expected)                                                                \
	do {                                                                                       \
		_cleanup_err_ struct err e__ = ERR_INIT;                                           \
		_cleanup_free_ char *path__ = NULL;                                                \
		sb_truncate(&(s)->told, 0);                                                        \
		path__ = initramfs_build(&(s)->b, m, &e__);                                        \
		CHECK_STR(e__.msg, NULL);                                                          \
		CHECK(path__ &&fs_is_file(path__));                                                \
		CHECK_CONTAINS(sb_str(&(s)->told), expected);                                      \
	} while (0)

TEST(only_when_something_changed)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *host = NULL, *path = NULL, *stamp = NULL;

	scratch_begin(&s);
	s.set.compress = (char *)"gzip";
	host = path_join(s.dir, "host");
	scratch_sh(&s, "echo one >host");
	add_all(&m, host);
	CHECK_BUILD(&s, &m, "begin initramfs: first build\nend initramfs: 0.0 MiB, 9 entries\n");
	CHECK_BUILD(&s, &m, "fresh initramfs: nothing changed\n");
	scratch_sh(&s, "echo other >host");
	CHECK_BUILD(&s, &m, "begin initramfs: '/bin/busybox' changed\n");
	/* the same size and time, but another file */
	scratch_sh(&s, "echo again >new; touch -r host new; mv new host");
	CHECK_BUILD(&s, &m, "begin initramfs: '/bin/busybox' changed\n");
	CHECK_OK(manifest_file(&m, "/init", host, 0755, &e), &e);
	CHECK_BUILD(&s, &m, "begin initramfs: first build\n"); /* another /init: another folder */
	CHECK_OK(manifest_file(&m, "/more", host, 0755, &e), &e);
	CHECK_BUILD(&s, &m, "begin initramfs: '/more' is new\n");
	CHECK_OK(manifest_text(&m, "/empty", "no more", 0600, &e), &e);
	CHECK_BUILD(&s, &m, "begin initramfs: 'list of files' changed\n");
	CHECK_OK(manifest_text(&m, "/empty", "no mere", 0600, &e), &e);
	CHECK_BUILD(&s, &m, "begin initramfs: 'list of files' changed\n");
	path = initramfs_build(&s.b, &m, &e);
	REQUIRE(path && str_ends(path, "/initramfs.cpio.gz"));
	CHECK_OK(fs_remove(path, &e), &e);
	CHECK_BUILD(&s, &m, "begin initramfs: 'initramfs.cpio.gz' is gone\n");
	CHECK_BUILD(&s, &m, "fresh");
}

/* A write that fails leaves no stamp that would call the old archive good. */
TEST(after_a_failure_it_is_written_again)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *host = NULL;

	scratch_begin(&s);
	s.set.compress = (char *)"none";
	host = path_join(s.dir, "host");
	scratch_sh(&s, "echo one >host");
	add_all(&m, host);
	CHECK_BUILD(&s, &m, "first build");
	scratch_sh(&s, "mv host kept; mkfifo host");
	CHECK(!initramfs_build(&s.b, &m, &e));
	CHECK_CONTAINS(e.msg, "building the initramfs: '");
	scratch_sh(&s, "rm host; mv kept host");
	CHECK_BUILD(&s, &m, "begin initramfs: the last build did not finish\n");
}

TEST(configurations_side_by_side)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_manifest_ struct manifest m = {0};

	scratch_begin(&s);
	add_all(&m, "/proc/self/exe");
	s.set.compress = (char *)"none";
	CHECK_BUILD(&s, &m, "first build");
	s.set.compress = (char *)"lz4";
	CHECK_BUILD(&s, &m, "first build");
	strv_add(&s.set.add, "/etc");
	CHECK_BUILD(&s, &m, "first build");
	strv_free(&s.set.add);
	CHECK_BUILD(&s, &m, "fresh");
	s.set.compress = (char *)"none";
	CHECK_BUILD(&s, &m, "fresh");
	CHECK_INT(scratch_count(&s, "cache/build", "initramfs-"), 3);
}

TEST(old_configurations_go)
{
	_cleanup_scratch_ struct scratch s;
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_free_ char *locked = NULL;
	_cleanup_close_ int lock = -1;

	scratch_begin(&s);
	s.set.compress = (char *)"none";
	add_all(&m, "/proc/self/exe");
	scratch_sh(&s, "mkdir -p cache/build; cd cache/build\n"
		       "for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27; do\n"
		       "  mkdir initramfs-$i kernel-$i; touch -d \"-$i hours\" initramfs-$i/lock\n"
		       "done\n"
		       "touch -d '-31 days' initramfs-11/lock initramfs-12/lock kernel-10/lock\n");
	locked = path_join(s.cache, "build/initramfs-12/lock");
	lock = open(locked, O_RDWR | O_CLOEXEC);
	REQUIRE(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0);
	CHECK_BUILD(&s, &m, "first build");
	/* 15 others are, with ours, the newest 16; 12 is in use */
	CHECK_INT(scratch_count(&s, "cache/build", "initramfs-"), 17);
	CHECK_INT(scratch_count(&s, "cache/build", "initramfs-11"), 0);
	CHECK_INT(scratch_count(&s, "cache/build", "initramfs-12"), 1);
	CHECK_INT(scratch_count(&s, "cache/build", "initramfs-25"), 1);
	CHECK_INT(scratch_count(&s, "cache/build", "initramfs-27"), 0);
	CHECK_INT(scratch_count(&s, "cache/build", "kernel-"), 18);
}

TEST_MAIN()
