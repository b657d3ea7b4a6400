/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tarball.h"
#include "base/file/tree.h"

#include "base/file/fs.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "test.h"

static char *tar(const char *archive, const char *option, const char *name)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_sb_ struct strbuf out = {0};

	strv_addl(&p.argv, "tar", option, archive, name, NULL);
	CHECK_OK(proc_capture(&p, &out, &e), &e);
	return sb_detach(&out);
}

TEST(files_with_names_and_modes_of_their_own)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test");
	_cleanup_free_ char *one = path_join(dir, "one"), *empty = path_join(dir, "empty"),
			    *archive = path_join(dir, "a.tar.gz"), *list = NULL, *text = NULL;
	const struct tarball_file files[] = {{"d/run.sh", one, 0755}, {"d/empty", empty, 0644}};

	CHECK_OK(fs_write_str(one, "some words\n", &e), &e);
	CHECK_OK(fs_write_str(empty, "", &e), &e);
	CHECK_OK(tarball_write(archive, files, ARRAY_SIZE(files), &e), &e);
	list = tar(archive, "-tvzf", NULL);
	CHECK_CONTAINS(list, "-rwxr-xr-x");
	CHECK_CONTAINS(list, "d/empty");
	text = tar(archive, "-xOzf", "d/run.sh");
	CHECK_STR(text, "some words\n");
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(a_file_that_is_not_there_leaves_no_archive)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test");
	_cleanup_free_ char *archive = path_join(dir, "a.tar.gz");
	const struct tarball_file file = {"x", "/nowhere/x", 0644};

	CHECK_INT(tarball_write(archive, &file, 1, &e), -1);
	CHECK_CONTAINS(e.msg, "cannot open '/nowhere/x'");
	CHECK(!fs_exists(archive));
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST_MAIN()
