/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/copy-tree.h"
#include "test.h"

/* A folder for one test, with a name that is hard on quoting. */
static char *scratch(void)
{
	return temporary_dir("test fs'\"");
}

static void remove_scratch(char **dir)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(fs_remove(*dir, &e), &e);
	CHECK(!fs_exists(*dir));
	free(*dir);
}
#define _cleanup_dir_ _cleanup_(remove_scratch)

static void check_content(const char *path, const char *want)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_sb_ struct strbuf sb = {0};

	CHECK_OK(fs_read(path, &sb, &e), &e);
	CHECK_STR(sb_str(&sb), want);
}

static void check_names(const char *dir, const char *want)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *s = NULL;

	CHECK_OK(fs_list(dir, &names, &e), &e);
	s = strv_join(&names, " ");
	CHECK_STR(s, want);
}

static void check_and_free(char *s, const char *want)
{
	CHECK_STR(s, want);
	free(s);
}

TEST(find_program)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *prog = path_join(dir, "prog"), *old = xstrdup(getenv("PATH"));
	_cleanup_free_ char *path = xasprintf("/nonexistent:%s", dir);

	setenv("PATH", path, 1);
	CHECK_OK(fs_write_str(prog, "", &e), &e);
	CHECK(!path_find_program("prog")); /* not executable */
	CHECK(!path_find_program(prog));
	CHECK_INT(chmod(prog, 0755), 0);
	check_and_free(path_find_program("prog"), prog);
	check_and_free(path_find_program(prog), prog);
	CHECK(!path_find_program("") && !path_find_program("other"));
	CHECK(!path_find_program(dir)); /* executable, but a folder */
	setenv("PATH", old, 1);
}

TEST(kinds)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *f = path_join(dir, "f"), *link = path_join(dir, "link");

	CHECK(fs_exists(dir) && fs_is_dir(dir) && !fs_is_file(dir));
	CHECK(!fs_exists(f) && !fs_is_dir(f) && !fs_is_file(f));
	CHECK_INT(fs_size(f), 0);
	CHECK_OK(fs_write_str(f, "12345", &e), &e);
	CHECK(fs_is_file(f) && !fs_is_dir(f));
	CHECK_INT(fs_size(f), 5);
	CHECK_INT(symlink("nowhere", link), 0);
	CHECK(!fs_exists(link));
}

TEST(reading)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *f = path_join(dir, "f");
	_cleanup_sb_ struct strbuf sb = {0};
	char head[4] = "";

	CHECK_INT(fs_read(f, &sb, &e), -1);
	CHECK_CONTAINS(e.msg, f);
	CHECK_INT(fs_read(dir, &sb, &e), -1);
	CHECK_CONTAINS(e.msg, "Is a directory");
	CHECK_OK(fs_write(f, "ab\0cd", 5, 0600, &e), &e);
	sb_add(&sb, "x");
	CHECK_OK(fs_read(f, &sb, &e), &e);
	CHECK_INT(sb.len, 6);
	CHECK(!memcmp(sb.buf, "xab\0cd", 7));
	CHECK_INT(fs_read_head(f, head, 3, &e), 3);
	CHECK(!memcmp(head, "ab\0", 3));
	CHECK_OK(fs_write(f, "z", 1, 0600, &e), &e);
	CHECK_INT(fs_read_head(f, head, 3, &e), 1);
	CHECK_INT(fs_read_head(dir, head, 3, &e), -1);
	sb_truncate(&sb, 0);
	CHECK_OK(fs_read("/proc/self/status", &sb, &e), &e); /* whose size is 0 */
	CHECK_CONTAINS(sb_str(&sb), "Pid:");
}

TEST(mkdir_p)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *deep = path_join(dir, "a/b//c/"), *f = path_join(dir, "f");
	_cleanup_free_ char *below = path_join(f, "x/y"), *a = path_join(dir, "a");
	struct stat st;

	CHECK_OK(fs_mkdir_p(deep, 0750, &e), &e);
	CHECK_OK(fs_mkdir_p(deep, 0750, &e), &e);
	CHECK_OK(fs_mkdir_p("/", 0755, &e), &e);
	CHECK(fs_is_dir(deep));
	CHECK_INT(stat(a, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0750);
	CHECK_OK(fs_write_str(f, "", &e), &e);
	CHECK_INT(fs_mkdir_p(f, 0755, &e), -1);
	CHECK_CONTAINS(e.msg, "File exists");
	CHECK_INT(fs_mkdir_p(below, 0755, &e), -1);
	CHECK_CONTAINS(e.msg, "Not a directory");
	CHECK_INT(fs_mkdir_p("", 0755, &e), -1);
}

TEST(remove_trees_not_what_links_lead_to)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *out = path_join(dir, "out"), *kept = path_join(out, "kept");
	_cleanup_free_ char *tree = path_join(dir, "tree"), *deep = path_join(tree, "a/b");
	_cleanup_free_ char *l1 = path_join(tree, "l"), *l2 = path_join(deep, "l");
	_cleanup_free_ char *f = path_join(deep, "f"), *shut = path_join(tree, "shut/x");

	CHECK_OK(fs_remove(tree, &e), &e);
	CHECK_OK(fs_mkdir_p(out, 0755, &e), &e);
	CHECK_OK(fs_write_str(kept, "k", &e), &e);
	CHECK_OK(fs_mkdir_p(deep, 0755, &e), &e);
	CHECK_OK(fs_mkdir_p(shut, 0755, &e), &e);
	*strrchr(shut, '/') = '\0';
	CHECK_INT(chmod(shut, 0), 0);
	CHECK_OK(fs_write_str(f, "", &e), &e);
	CHECK_INT(symlink(out, l1), 0);
	CHECK_INT(symlink("../../../out", l2), 0);
	CHECK_OK(fs_remove(l1, &e), &e);
	CHECK_INT(symlink(out, l1), 0);
	CHECK_OK(fs_remove(tree, &e), &e);
	check_names(dir, "out");
	check_content(kept, "k");
}

TEST(remove_tells_what_it_could_not)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(fs_remove("/proc/self/status", &e), -1);
	CHECK_CONTAINS(e.msg, "cannot remove '/proc/self/status': ");
}

TEST(list_and_rename)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *a = path_join(dir, "a"), *b = path_join(dir, "B");
	_cleanup_free_ char *c = path_join(dir, ".c");
	_cleanup_strv_ struct strv names = {0};

	check_names(dir, "");
	CHECK_OK(fs_write_str(a, "a", &e), &e);
	CHECK_OK(fs_write_str(b, "b", &e), &e);
	check_names(dir, "B a");
	CHECK_OK(fs_rename(b, c, &e), &e);
	check_names(dir, ".c a");
	CHECK_INT(fs_rename(b, c, &e), -1);
	CHECK_CONTAINS(e.msg, b);
	CHECK_CONTAINS(e.msg, c);
	CHECK_INT(fs_list(a, &names, &e), -1);
	CHECK_CONTAINS(e.msg, "Not a directory");
}

TEST(atomic_files)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(dir, "f"), *no = path_join(dir, "no/f");
	struct atomic_file f = ATOMIC_FILE_INIT;

	atomic_end(&f);
	CHECK_OK(fs_write_str(path, "old", &e), &e);
	CHECK_OK(atomic_begin(&f, path, 0644, &e), &e);
	CHECK_OK(write_all(f.fd, "new", 3, &e), &e);
	CHECK(fcntl(f.fd, F_GETFD) & FD_CLOEXEC);
	check_content(path, "old");
	atomic_end(&f); /* without a commit */
	check_names(dir, "f");
	check_content(path, "old");
	CHECK_OK(atomic_begin(&f, path, 0600, &e), &e);
	CHECK_OK(write_all(f.fd, "new", 3, &e), &e);
	CHECK_OK(atomic_commit(&f, &e), &e);
	atomic_end(&f);
	check_names(dir, "f");
	check_content(path, "new");
	CHECK_INT(atomic_begin(&f, no, 0600, &e), -1);
	CHECK_CONTAINS(e.msg, "cannot write");
	CHECK_CONTAINS(e.msg, no);
	atomic_end(&f);
}

TEST(long_names)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_joinf(dir, "%0255d", 1); /* NAME_MAX */

	CHECK_OK(fs_write_str(path, "x", &e), &e);
	check_content(path, "x");
}

TEST(modes)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *a = path_join(dir, "a"), *b = path_join(dir, "b");
	mode_t old = umask(027);
	struct stat st;

	CHECK_OK(fs_write(a, "x", 1, 0777, &e), &e);
	CHECK_INT(stat(a, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0750);
	CHECK_INT(chmod(a, 0705), 0);
	CHECK_OK(fs_copy(a, b, &e), &e); /* whatever the umask */
	CHECK_INT(stat(b, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0705);
	umask(old);
}

TEST(a_full_disk_is_told_and_leaves_the_old)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_close_ int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	CHECK_INT(write_all(fd, "x", 1, &e), -1);
	CHECK_STR(e.msg, "cannot write: No space left on device");
	CHECK_INT(errno, ENOSPC);
}

TEST(copy)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *a = path_join(dir, "a"), *b = path_join(dir, "b");
	_cleanup_free_ char *data = xcalloc(300001, 1);
	_cleanup_sb_ struct strbuf sb = {0};

	for (int i = 0; i < 300000; i++)
		data[i] = (char)('a' + i % 23);
	CHECK_OK(fs_write_str(a, data, &e), &e);
	CHECK_OK(fs_copy(a, b, &e), &e);
	CHECK_OK(fs_read(b, &sb, &e), &e);
	CHECK(str_eq(sb_str(&sb), data));
	CHECK_OK(fs_copy("/proc/self/status", b, &e), &e); /* whose size is 0 */
	CHECK(fs_size(b) > 0);
	CHECK_INT(fs_copy(dir, b, &e), -1);
	CHECK_CONTAINS(e.msg, "Is a directory");
	free(TAKE_PTR(data));
	data = path_join(dir, "none");
	CHECK_INT(fs_copy(data, b, &e), -1);
	CHECK_CONTAINS(e.msg, data);
	check_names(dir, "a b");
}

TEST(copy_tree)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *from = path_join(dir, "-from"), *to = path_join(dir, "to");
	_cleanup_free_ char *sub = path_join(from, "sub"), *f = path_join(sub, "f");
	_cleanup_free_ char *link = path_join(from, "link"), *f2 = path_join(to, "sub/f");
	_cleanup_free_ char *link2 = path_join(to, "link");
	char target[16] = "";
	struct stat a, b;

	CHECK_OK(fs_mkdir_p(sub, 0755, &e), &e);
	CHECK_OK(fs_write(f, "x", 1, 0700, &e), &e);
	CHECK_INT(symlink("sub/f", link), 0);
	CHECK_OK(fs_copy_tree(from, to, -1, &e), &e);
	CHECK_OK(fs_copy_tree(from, to, -1, &e), &e); /* onto it, not into it */
	check_names(to, "link sub");
	check_content(f2, "x");
	CHECK_INT(readlink(link2, target, sizeof(target) - 1), 5);
	CHECK_STR(target, "sub/f");
	REQUIRE(stat(f, &a) == 0 && stat(f2, &b) == 0);
	CHECK_INT(a.st_mode, b.st_mode);
	CHECK_INT(a.st_mtim.tv_sec, b.st_mtim.tv_sec);
	CHECK_INT(a.st_mtim.tv_nsec, b.st_mtim.tv_nsec);
	CHECK_INT(fs_copy_tree("/nonexistent", to, -1, &e), -1);
	CHECK_CONTAINS(e.msg, "cannot copy '/nonexistent' to ");
	CHECK_CONTAINS(e.detail, "No such file or directory");
}

TEST(copy_tree_is_interrupted)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *from = path_join(dir, "from"), *to = path_join(dir, "to");
	_cleanup_free_ char *old = xstrdup(getenv("PATH")), *cp = path_join(dir, "cp");
	int stop[2];

	/* a copy that never ends */
	CHECK_OK(fs_write(cp, "#!/bin/sh\nexec tail -f /dev/null\n", 33, 0755, &e), &e);
	REQUIRE(pipe2(stop, O_CLOEXEC) == 0 && write(stop[1], "x", 1) == 1);
	_cleanup_free_ char *path = xasprintf("%s:%s", dir, old);
	setenv("PATH", path, 1);
	CHECK_INT(fs_copy_tree(from, to, stop[0], &e), -1);
	setenv("PATH", old, 1);
	CHECK_INT(e.kind, ERR_SIGNAL);
	close(stop[0]);
	close(stop[1]);
}

TEST(sweep)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *f = path_join(dir, "f"), *other = path_join(dir, ".f.tmp");
	struct atomic_file left = ATOMIC_FILE_INIT;

	CHECK_OK(fs_write_str(other, "", &e), &e);
	CHECK_OK(atomic_begin(&left, f, 0644, &e), &e);
	CHECK(fs_exists(left.tmp));
	fs_sweep(dir);
	check_names(dir, ".f.tmp");
	atomic_end(&left);
}

/* Another process's lock, released when waiting() is called. */
static void let_go(void *arg)
{
	int *fd = arg;

	close(TAKE_FD(*fd));
}

TEST(lock)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(dir, "lock");
	_cleanup_close_ int other = -1;
	int fd = fs_lock(path, let_go, NULL, &e);

	REQUIRE(fd >= 0); /* free: waiting() is not called */
	CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	other = open(path, O_RDWR | O_CLOEXEC);
	CHECK(flock(other, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK);
	close(other);
	other = fd;
	fd = fs_lock(path, let_go, &other, &e);
	CHECK(fd >= 0);
	CHECK_INT(other, -1);
	close(fd);
	CHECK_INT(fs_lock(dir, NULL, NULL, &e), -1);
	CHECK_CONTAINS(e.msg, dir);
}

struct holder {
	const char *path;
	int fd;
};

/* As 'jiffy clean' does: removes the file while another process waits for it. */
static void remove_and_let_go(void *arg)
{
	struct holder *h = arg;

	unlink(h->path);
	close(TAKE_FD(h->fd));
}

TEST(a_removed_lock_is_no_lock)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(dir, "lock");
	struct holder h = {.path = path, .fd = fs_lock(path, NULL, NULL, &e)};
	_cleanup_close_ int fd = fs_lock(path, remove_and_let_go, &h, &e);
	struct stat held, there;

	REQUIRE(fd >= 0);
	CHECK_INT(fstat(fd, &held), 0);
	REQUIRE(stat(path, &there) == 0);
	CHECK_INT(held.st_ino, there.st_ino);
}

static void on_alarm(int signo)
{
}

/* A signal that repeats, in case the first comes before flock() blocks. */
static void ask_for_alarms(void *arg)
{
	static const struct itimerval often = {{0, 10000}, {0, 10000}};

	setitimer(ITIMER_REAL, &often, NULL);
}

TEST(a_signal_ends_the_wait)
{
	_cleanup_dir_ char *dir = scratch();
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(dir, "lock");
	_cleanup_close_ int held = fs_lock(path, NULL, NULL, &e);
	struct sigaction sa = {.sa_handler = on_alarm};

	sigaction(SIGALRM, &sa, NULL);
	CHECK_INT(fs_lock(path, ask_for_alarms, NULL, &e), -1);
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	signal(SIGALRM, SIG_DFL);
	CHECK_STR(e.msg, "interrupted");
	CHECK_INT(e.kind, ERR_SIGNAL);
}

TEST(shared_locks_and_an_exclusive_one)
{
	_cleanup_free_ char *dir = temporary_dir("fs"), *path = path_join(dir, "lock");
	_cleanup_free_ char *beyond = path_join(dir, "none/lock");
	_cleanup_close_ int one = -1, two = -1, alone = -1;
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(fs_hold(path, &one, &e), 1); /* it makes no file */
	CHECK(!fs_exists(path));
	one = fs_lock_shared(path, NULL, NULL, &e);
	CHECK(one >= 0);
	CHECK_OK(fs_hold(path, &two, &e), &e);
	CHECK_INT(fs_try_lock(path, &alone, &e), 1);
	close(TAKE_FD(one));
	CHECK_INT(fs_try_lock(path, &alone, &e), 1);
	close(TAKE_FD(two));
	CHECK_OK(fs_try_lock(path, &alone, &e), &e);
	CHECK_INT(fs_try_lock(path, &two, &e), 1);
	CHECK_INT(fs_try_lock(beyond, &two, &e), 1);
	CHECK_STR(e.msg, NULL);
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST_MAIN()
