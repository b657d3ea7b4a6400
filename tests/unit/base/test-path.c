/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/path.h"
#include "test.h"

static void check_and_free(char *s, const char *want)
{
	CHECK_STR(s, want);
	free(s);
}

TEST(join)
{
	check_and_free(path_join("a", "b"), "a/b");
	check_and_free(path_join("a/", "b"), "a/b");
	check_and_free(path_join("/", "b"), "/b");
	check_and_free(path_join("a", "/b"), "/b");
	check_and_free(path_join("", "b"), "b");
	check_and_free(path_joinf("a", "%d.%s", 1, "c"), "a/1.c");
}

TEST(parts)
{
	check_and_free(path_dirname("a/b"), "a");
	check_and_free(path_dirname("a//b//"), "a");
	check_and_free(path_dirname("a"), ".");
	check_and_free(path_dirname("a/"), ".");
	check_and_free(path_dirname(""), ".");
	check_and_free(path_dirname("/a"), "/");
	check_and_free(path_dirname("//"), "/");
	CHECK_STR(path_basename("a/b"), "b");
	CHECK_STR(path_basename("b"), "b");
	CHECK_STR(path_basename("/"), "");
}

TEST(below)
{
	CHECK_STR(path_below("/a/b/c", "/a"), "b/c");
	CHECK_STR(path_below("/a/", "/a"), "");
	CHECK_STR(path_below("/a", "/a"), NULL);
	CHECK_STR(path_below("/ab/c", "/a"), NULL);
}

TEST(absolute)
{
	_cleanup_free_ char *cwd = getcwd(NULL, 0), *sub = path_join(cwd, "x/y");

	check_and_free(path_absolute("/a/./b//c/../d/"), "/a/b/d");
	check_and_free(path_absolute("/../.."), "/");
	check_and_free(path_absolute("/a/b/../../../c"), "/c");
	check_and_free(path_absolute("x/z/../y"), sub);
	check_and_free(path_absolute("."), cwd);
	check_and_free(path_absolute(""), cwd);
}

TEST_MAIN()
