/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source packages, with scripts of ours as apt-get and dpkg-source, first in $PATH. */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/source/aptlist.h"
#include "image/source/debsrc.h"
#include "image/source/source.h"
#include "scratch.h"

/*
 * Answers what 'all' and 'known' beside it say; "update" and "source" run the scripts 'update' and
 * 'source'. Adds its arguments to 'called'.
 */
static const char fake_apt_get[] = "#!/bin/sh\n"
				   "here=${0%/*}\n"
				   "printf '%s\\n' \"$*\" >>\"$here/called\"\n"
				   "case \" $* \" in\n"
				   "*' --no-release-info '*) cat \"$here/all\";;\n"
				   "*' indextargets '*) cat \"$here/known\";;\n"
				   "*' update '*) . \"$here/update\";;\n"
				   "*) . \"$here/source\";;\n"
				   "esac\n";
static const char fake_dpkg_source[] =
	"#!/bin/sh\n"
	"[ \"$1\" = -x ] && [ -f \"$2\" ] || exit 3\n"
	"mkdir \"$3\" && mkdir \"$3/applets\" && cd \"$3\" && touch Config.in applets/applets.c\n"
	"printf 'VERSION = 1\\n' >Makefile\n";

struct fake {
	struct scratch s;
	char *path; /* the former $PATH */
};

static void put(struct fake *f, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_joinf(f->s.dir, "bin/%s", name);
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(fs_write(path, text, strlen(text), 0755, &e), &e);
}

static char *get(struct fake *f, const char *name)
{
	_cleanup_free_ char *path = path_join(f->s.dir, name);
	_cleanup_err_ struct err e = ERR_INIT;
	struct strbuf text = {0};

	CHECK_OK(fs_read(path, &text, &e), &e);
	return sb_detach(&text);
}

static void fake_begin(struct fake *f)
{
	_cleanup_free_ char *path = NULL, *all = NULL, *known = NULL;

	memset(f, 0, sizeof(*f));
	scratch_begin(&f->s);
	CHECK(scratch_sh(&f->s, "mkdir bin lists"));
	f->path = xstrdup(getenv("PATH"));
	path = xasprintf("%s/bin:%s", f->s.dir, f->path);
	setenv("PATH", path, 1);
	put(f, "apt-get", fake_apt_get);
	put(f, "dpkg-source", fake_dpkg_source);
	put(f, "update", "echo 'Get:1 http://deb.example.org/debian bookworm InRelease'\n");
	put(f, "source", "touch pack_2.dsc pack_1.35.0-4+deb12u1.dsc; rm pack_2.dsc\n");
	put(f, "../lists/a.list", "deb http://deb.example.org/debian bookworm main\n");
	all = xasprintf("%s/lists/a.list:1\n", f->s.dir);
	put(f, "all", all);
	known = xasprintf("Debian|%s/lists/a.list:1\n", f->s.dir);
	put(f, "known", known);
}

static void fake_end(struct fake *f)
{
	setenv("PATH", f->path, 1);
	free(f->path);
	scratch_end(&f->s);
}
#define _cleanup_fake_ _cleanup_(fake_end)

TEST(fetched_once)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *version = NULL, *again = NULL;

	fake_begin(&f);
	CHECK(debsrc_available());
	_cleanup_free_ char *tree = debsrc_fetch(&f.s.b, "pack", &version, &e);
	CHECK_STR(e.msg, NULL);
	REQUIRE(tree);
	CHECK_STR(version, "1.35.0-4+deb12u1");
	CHECK_STR(path_basename(tree), "pack-1.35.0-4+deb12u1-deb");
	CHECK(fs_is_dir(tree));
	CHECK_CONTAINS(sb_str(&f.s.told), "begin fetch pack: ");
	CHECK_CONTAINS(sb_str(&f.s.told), "end fetch pack: version 1.35.0-4+deb12u1");
	CHECK_INT(scratch_count(&f.s, "cache/apt", "state"), 0);
	CHECK_INT(scratch_count(&f.s, "cache/apt", "log"), 1);
	CHECK_INT(scratch_count(&f.s, "cache/sources", "pack-"), 1);
	_cleanup_free_ char *called = get(&f, "bin/called");
	CHECK_CONTAINS(called, "update");
	CHECK_CONTAINS(called, "source --download-only --only-source -- pack");
	CHECK_CONTAINS(called, "Dir::Etc::sourcelist=/dev/null");
	/* from then on no process is started */
	put(&f, "apt-get", "#!/bin/sh\nexit 9\n");
	put(&f, "dpkg-source", "#!/bin/sh\nexit 9\n");
	_cleanup_free_ char *second = debsrc_fetch(&f.s.b, "pack", &again, &e);
	CHECK_STR(second, tree);
	CHECK_STR(again, version);
}

TEST(busybox_by_source)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	struct source src = {0};

	fake_begin(&f);
	put(&f, "source", "touch busybox_1.35.0-4.dsc\n");
	CHECK_OK(source_busybox(&f.s.b, &src, &e), &e);
	CHECK_STR(src.name, "busybox-1.35.0-4");
	CHECK_INT(strlen(src.key ? src.key : ""), 8);
	CHECK(src.ours);
	source_free(&src);
}

TEST(a_list_that_fails_is_no_matter)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *version = NULL;

	fake_begin(&f);
	put(&f, "update", "echo 'E: The repository x does not have a Release file.'; exit 100\n");
	_cleanup_free_ char *tree = debsrc_fetch(&f.s.b, "pack", &version, &e);
	CHECK_STR(e.msg, NULL);
	CHECK(tree != NULL);
}

TEST(second_try)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *version = NULL;

	fake_begin(&f);
	put(&f, "source",
	    "if [ -e \"$here/tried\" ]; then touch pack_1.dsc; else touch \"$here/tried\"; exit 100; fi\n");
	_cleanup_free_ char *tree = debsrc_fetch(&f.s.b, "pack", &version, &e);
	CHECK_STR(e.msg, NULL);
	CHECK_STR(version, "1");
}

TEST(failure_shows_what_apt_says)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *version = NULL;

	fake_begin(&f);
	put(&f, "update", "echo 'W: Failed to fetch http://x  Could not resolve x' >&2\n");
	put(&f, "source", "echo 'E: Unable to find a source package for pack' >&2; exit 100\n");
	CHECK_STR(debsrc_fetch(&f.s.b, "pack", &version, &e), NULL);
	CHECK_CONTAINS(e.msg, "'apt-get' exited with status 100");
	CHECK_STR(e.detail, "W: Failed to fetch http://x  Could not resolve x\n"
			    "E: Unable to find a source package for pack");
	CHECK_CONTAINS(e.log, "/apt/log");
	CHECK_STR(version, NULL);
	CHECK_INT(scratch_count(&f.s, "cache/sources", ""), 0);
	/* for BusyBox, the hint names the other ways */
	struct source src = {0};
	CHECK_INT(source_busybox(&f.s.b, &src, &e), -1);
	CHECK_CONTAINS(e.hint, "--busybox takes");
}

TEST(failure_to_unpack_leaves_nothing)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *version = NULL;

	fake_begin(&f);
	put(&f, "dpkg-source",
	    "#!/bin/sh\nmkdir \"$3\"; echo 'dpkg-source: error: patch x does not apply'; exit 25\n");
	CHECK_STR(debsrc_fetch(&f.s.b, "pack", &version, &e), NULL);
	CHECK_CONTAINS(e.detail, "patch x does not apply");
	CHECK_INT(scratch_count(&f.s, "cache/sources", ""), 0);
}

TEST(interrupted)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *version = NULL;

	fake_begin(&f);
	put(&f, "update", "exec sleep 1000\n");
	CHECK_INT(write(f.s.pipe[1], "x", 1), 1);
	CHECK_STR(debsrc_fetch(&f.s.b, "pack", &version, &e), NULL);
	CHECK_STR(e.msg, "interrupted");
	CHECK_INT(e.kind, ERR_SIGNAL);
}

static void check_choice(const char *all, const char *known, const char *ids, const char *chosen)
{
	_cleanup_strv_ struct strv names = {0}, entries = {0};

	strv_split(&names, ids, " ");
	aptlist_choose(all, known, &names, &entries);
	_cleanup_free_ char *got = strv_join(&entries, " ");
	CHECK_STR(got, chosen);
}

TEST(which_entries)
{
	const char *all = "/a:1\n/a:1\n/a:2\n/b:1\n";

	/* the distribution's, not others', and none that were never fetched */
	check_choice(all, "Debian|/a:1\nDebian|/a:1\nDocker|/a:2\n", "debian", "/a:1");
	check_choice(all, "Ubuntu|/a:1\nlinuxmint|/b:1\n", "linuxmint ubuntu debian", "/a:1 /b:1");
	/* nothing was ever fetched */
	check_choice(all, "", "debian", "/a:1 /a:2 /b:1");
	check_choice(all, "Docker|/a:2\n$(ORIGIN)|/b:1\n", "debian", "/a:1 /b:1");
	/* a distribution of unknown name */
	check_choice("/a:1\n", "Other|/a:1\n", "debian", "/a:1");
	check_choice("", "", "debian", "");
}

TEST(distribution)
{
	_cleanup_strv_ struct strv ids = {0};

	aptlist_distribution("NAME=\"x y\"\nID=linuxmint\nVERSION_ID=1\nID_LIKE=\"ubuntu debian\"\n"
			     "BUG_ID='\n",
			     &ids);
	_cleanup_free_ char *got = strv_join(&ids, " ");
	CHECK_STR(got, "linuxmint ubuntu debian");
}

static void check_src(const char *file, const char *text, const char *entries, const char *src)
{
	_cleanup_sb_ struct strbuf out = {0};
	_cleanup_strv_ struct strv names = {0};

	strv_split(&names, entries, " ");
	aptlist_to_src(file, text, &names, &out);
	CHECK_STR(sb_str(&out), src);
}

TEST(one_line_style)
{
	check_src("/e/a.list",
		  "# deb x\n"
		  "\n"
		  " deb [arch=amd64 signed-by=/k] http://a b/ \n"
		  "deb-src http://a b c\n"
		  "deb\thttp://c d e",
		  "/e/a.list:3 /e/a.list:4 /e/a.list:5 /e/b.list:1",
		  "deb-src [arch=amd64 signed-by=/k] http://a b/ \n"
		  "deb-src\thttp://c d e\n");
	check_src("/e/a.list", "deb x y z\ndeb u v w\n", "/e/a.list:2", "deb-src u v w\n");
}

TEST(deb822_style)
{
	check_src("/e/a.sources",
		  "# only a comment\n"
		  "\n"
		  "Types: deb\nURIs: http://other\n"
		  " \n"
		  "\n"
		  "# about the next\n"
		  "types:\n deb\n deb-src\n"
		  "URIs: http://a\n"
		  "# inside\n"
		  "Signed-By:\n -----BEGIN\n .\n mQINB\n"
		  "\n"
		  "Types: deb\nURIs: http://b",
		  "/e/a.sources:2 /e/a.sources:3",
		  "Types: deb-src\n"
		  "URIs: http://a\n"
		  "Signed-By:\n -----BEGIN\n .\n mQINB\n"
		  "\n"
		  "Types: deb-src\nURIs: http://b\n");
}

TEST_MAIN()
