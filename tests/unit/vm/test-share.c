/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "vm/qemu/share.h"

#include "base/file/fs.h"
#include "test.h"

struct fixture {
	struct strv specs;
	struct shares shares;
	char *dir; /* with the folders 'a, b' and 'c:d', and the file 'f' */
	struct err e;
};

static void fixture_begin(struct fixture *f)
{
	static const char *const folders[] = {"a, b", "c:d", "etc"};
	_cleanup_free_ char *file = NULL;

	*f = (struct fixture){.e = ERR_INIT};
	f->dir = temporary_dir("test-share");
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *folder = path_join(f->dir, folders[i]);

		BUG_ON(fs_mkdir_p(folder, 0755, &f->e));
	}
	file = path_join(f->dir, "f");
	BUG_ON(fs_write_str(file, "", &f->e));
}

static void fixture_end(struct fixture *f)
{
	shares_free(&f->shares);
	strv_free(&f->specs);
	fs_remove(f->dir, &f->e);
	free(f->dir);
	err_free(&f->e);
}

#define FIXTURE(f)                                                                                 \
	_cleanup_(fixture_end) struct fixture f;                                                   \
	fixture_begin(&f)

static int parse(struct fixture *f, const char *spec)
{
	strv_take(&f->specs, path_join(f->dir, spec));
	shares_free(&f->shares);
	err_free(&f->e);
	return shares_parse(&f->specs, &f->shares, &f->e);
}

TEST(valid_shares)
{
	static const struct {
		const char *spec, *host, *guest;
		bool rw;
	} cases[] = {
		{"a, b", "a, b", "/a, b", false},
		{"a, b:rw", "a, b", "/a, b", true},
		{"a, b/", "a, b", "/a, b", false},
		{"./a, b/../a, b", "a, b", "/a, b", false},
		{"a, b:/x//y/./z", "a, b", "/x/y/z", false},
		{"a, b:/x:rw", "a, b", "/x", true},
		{"a, b:/x/", "a, b", "/x/a, b", false},
		{"a, b:/", "a, b", "/a, b", false},
		{"a, b:/:rw", "a, b", "/a, b", true},
		{"c:d:/x", "c:d", "/x", false},
		{"c:d", "c:d", "/c:d", false},
		{"etc:/etc", "etc", "/etc", false},
		{"etc:/usr/lib", "etc", "/usr/lib", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		FIXTURE(f);
		_cleanup_free_ char *host = path_join(f.dir, cases[i].host);

		CHECK_OK(parse(&f, cases[i].spec), &f.e);
		CHECK_INT(f.shares.n, 1);
		CHECK_STR(f.shares.v[0].host, host);
		CHECK_STR(f.shares.v[0].guest, cases[i].guest);
		CHECK_INT(f.shares.v[0].rw, cases[i].rw);
	}
}

TEST(invalid_shares)
{
	static const struct {
		const char *spec, *text;
	} cases[] = {
		{"none", "/none': No such file"},
		{"none:/x:rw", "/none': No such file"},
		{"f", "/f': it is not a folder"},
		{"f:/x", "/f': it is not a folder"},
		{"a, b:x", "the place 'x' in the guest does not begin with '/'"},
		{"a, b:/x:ro", "a place in the guest cannot contain ':'"},
		{"etc", "it would hide the guest's own '/etc'"},
		{"etc:/", "it would hide the guest's own '/etc'"},
		{"etc:/dev", "it would hide the guest's own '/dev'"},
		{"etc:/x/../proc", "it would hide the guest's own '/proc'"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		FIXTURE(f);

		CHECK_INT(parse(&f, cases[i].spec), -1);
		CHECK_INT(f.e.kind, ERR_USAGE);
		CHECK_CONTAINS(f.e.msg, cases[i].text);
		CHECK_CONTAINS(f.e.hint, "--share ");
	}
}

TEST(the_root_needs_a_place_of_its_own)
{
	FIXTURE(f);

	strv_add(&f.specs, "/");
	CHECK_INT(shares_parse(&f.specs, &f.shares, &f.e), -1);
	CHECK_CONTAINS(f.e.msg, "it would hide the guest's own '/'");
	strv_clear(&f.specs);
	CHECK_OK(parse(&f, "/:/host"), &f.e);
}

TEST(several_shares)
{
	FIXTURE(f);

	CHECK_OK(parse(&f, "a, b:/x"), &f.e);
	CHECK_OK(parse(&f, "etc:/x/y"), &f.e);
	CHECK_OK(parse(&f, "etc:/xy"), &f.e);
	CHECK_INT(f.shares.n, 3);
	CHECK_INT(parse(&f, "c:d:/x/"), 0);
	CHECK_INT(parse(&f, "c:d:/xy"), -1);
	CHECK_CONTAINS(f.e.msg, "are both shared at '/xy' in the guest");
}

TEST(a_share_that_would_hide_another)
{
	FIXTURE(f);

	CHECK_OK(parse(&f, "a, b:/x/y/z"), &f.e);
	CHECK_INT(parse(&f, "etc:/x/y"), -1);
	CHECK_CONTAINS(f.e.msg, "/etc', shared at '/x/y' in the guest, would hide '/x/y/z'");
	CHECK_CONTAINS(f.e.hint, "outer one first");
}

TEST(words_for_the_agent)
{
	char host[] = "/h", plain[] = "/a/b,c=\\'é", odd[] = "/a b\t\"c\"\n%20\x7f";
	const struct share ro = {host, plain, false}, rw = {host, odd, true};
	_cleanup_free_ char *first = share_word(&ro, 0), *second = share_word(&rw, 12);

	CHECK_STR(first, "jiffy.share0=ro:/a/b,c=\\'é");
	CHECK_STR(second, "jiffy.share12=rw:/a%20b%09%22c%22%0a%2520%7f");
}

TEST_MAIN()
