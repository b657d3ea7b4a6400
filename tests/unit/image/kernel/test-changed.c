/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/kernel/changed.h"
#include "test.h"

static void git(const char *dir, const char *line)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;

	strv_addl(&p.argv, "git", "-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.org",
		  NULL);
	strv_split(&p.argv, line, " ");
	CHECK_OK(proc_capture(&p, NULL, &e), &e);
}

static void put(const char *dir, const char *name, const char *text)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(dir, name), *parent = path_dirname(path);

	CHECK_OK(fs_mkdir_p(parent, 0755, &e), &e);
	CHECK_OK(fs_write_str(path, text, &e), &e);
}

static char *changed_in(const char *tree)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};

	CHECK_OK(changed_files(tree, &names, &e), &e);
	strv_sort(&names);
	return strv_join(&names, "|");
}

#define CHECK_CHANGED(tree, want)                                                                  \
	do {                                                                                       \
		_cleanup_free_ char *got__ = changed_in(tree);                                     \
		CHECK_STR(got__, want);                                                            \
	} while (0)

TEST(changed_and_new_files)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test"), *tree = path_join(dir, "linux"),
			    *unpacked = path_join(dir, "unpacked");

	put(dir, "linux/Makefile", "");
	put(dir, "linux/fs/open.c", "a");
	put(dir, "linux/fs/with blank.c", "a");
	put(dir, "linux/.gitignore", "*.o\n");
	put(dir, "other.c", "a");
	/* not in git yet */
	CHECK_CHANGED(tree, "");
	git(dir, "init -q");
	git(dir, "add .");
	git(dir, "commit -q -m x");
	CHECK_CHANGED(tree, "");
	put(dir, "linux/fs/open.c", "b");
	put(dir, "linux/fs/with blank.c", "b");
	put(dir, "linux/fs/new.c", "");
	put(dir, "linux/fs/open.o", "");
	put(dir, "other.c", "b");
	CHECK_CHANGED(tree, "fs/new.c|fs/open.c|fs/with blank.c");
	/* staged */
	git(dir, "add .");
	CHECK_CHANGED(tree, "fs/new.c|fs/open.c|fs/with blank.c");
	/* below a repository, but not part of it */
	put(dir, "unpacked/Makefile", "");
	CHECK_CHANGED(unpacked, "");
	CHECK_OK(fs_remove(dir, &e), &e);
	CHECK_CHANGED(tree, "");
}

TEST(changed_sources_are_those_that_git_knows)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test");
	_cleanup_strv_ struct strv names = {0};

	put(dir, "Makefile", "");
	put(dir, "fs/open.c", "a");
	put(dir, "fs/open.h", "a");
	CHECK_OK(changed_sources(dir, &names, &e), &e);
	git(dir, "init -q");
	git(dir, "add .");
	git(dir, "commit -q -m x");
	put(dir, "Makefile", "b");
	put(dir, "fs/open.c", "b");
	put(dir, "fs/open.h", "b");
	put(dir, "fs/new.c", "b");
	CHECK_INT(names.n, 0);
	CHECK_OK(changed_sources(dir, &names, &e), &e);
	REQUIRE(names.n == 1);
	CHECK_STR(names.v[0], "fs/open.c");
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST_MAIN()
