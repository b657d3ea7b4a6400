/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "test.h"

/* FIPS 180-4, examples */
#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OF_ABC	   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

TEST(known_digests)
{
	char hex[DIGEST_HEX];
	struct digest *d = digest_new();

	digest_end(d, hex);
	CHECK_STR(hex, OF_NOTHING);
	d = digest_new();
	digest_add(d, "a", 1);
	digest_add(d, NULL, 0);
	digest_add(d, "bc", 2);
	digest_end(d, hex);
	CHECK_STR(hex, OF_ABC);
}

static void of_strings(const char *a, const char *b, char hex[DIGEST_HEX])
{
	struct digest *d = digest_new();

	digest_str(d, a);
	digest_str(d, b);
	digest_end(d, hex);
}

TEST(strings_keep_their_borders)
{
	char one[DIGEST_HEX], two[DIGEST_HEX];
	struct digest *d = digest_new();

	of_strings("a", "bc", one);
	of_strings("ab", "c", two);
	CHECK(strcmp(one, two) != 0);
	of_strings("a", NULL, two);
	of_strings("a", "", one);
	CHECK(strcmp(one, two) != 0);
	digest_add(d, "a\0\0", 3);
	digest_end(d, two);
	CHECK_STR(one, two);
}

TEST(files)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("test-digest");
	_cleanup_free_ char *path = NULL;
	char hex[DIGEST_HEX];

	path = path_join(dir, "f");
	CHECK_INT(digest_file(path, hex, &e), -1);
	CHECK_CONTAINS(e.msg, path);
	CHECK_CONTAINS(e.msg, "No such file or directory");
	CHECK_INT(digest_file(dir, hex, &e), -1);
	CHECK_CONTAINS(e.msg, "Is a directory");
	CHECK_OK(fs_write_str(path, "abc", &e), &e);
	CHECK_OK(digest_file(path, hex, &e), &e);
	CHECK_STR(hex, OF_ABC);
	CHECK_OK(fs_remove(dir, &e), &e);
}

TEST(valid)
{
	char s[] = OF_ABC;

	CHECK(digest_valid(s));
	s[0] = 'B';
	CHECK(digest_valid(s));
	s[0] = 'g';
	CHECK(!digest_valid(s));
	CHECK(!digest_valid(""));
	CHECK(!digest_valid(OF_ABC "0"));
	CHECK(!digest_valid(&OF_ABC[1]));
}

TEST_MAIN()
