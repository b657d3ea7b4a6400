/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "settings/packages.h"

#include "base/file/fs.h"
#include "test.h"

/*
 * A folder with bin/ as the whole $PATH and the given table as data/packages; removed at the end.
 */
struct machine {
	char *dir, *bin, *old_path;
};

static void machine_end(struct machine *m)
{
	_cleanup_err_ struct err e = ERR_INIT;

	setenv("PATH", m->old_path, 1);
	CHECK_OK(fs_remove(m->dir, &e), &e);
	free(m->dir);
	free(m->bin);
	free(m->old_path);
}

static struct machine machine_begin(const char *table)
{
	_cleanup_err_ struct err e = ERR_INIT;
	struct machine m = {.old_path = xstrdup(getenv("PATH"))};
	_cleanup_free_ char *data = NULL, *path = NULL;

	m.dir = temporary_dir("jiffy test's");
	m.bin = path_join(m.dir, "bin");
	data = path_join(m.dir, "data");
	path = path_join(data, "packages");
	CHECK_OK(fs_mkdir_p(m.bin, 0755, &e), &e);
	CHECK_OK(fs_mkdir_p(data, 0755, &e), &e);
	CHECK_OK(fs_write_str(path, table, &e), &e);
	setenv("PATH", m.bin, 1);
	return m;
}

static void machine_program(const struct machine *m, const char *name, const char *text)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(m->bin, name);

	CHECK_OK(fs_write(path, text, strlen(text), 0755, &e), &e);
}

#define _cleanup_machine_ _cleanup_(machine_end)

static const char table[] = "# a comment\n"
			    "\n"
			    "build cmd:tool  a-tool d-tool p-tool z-tool\n"
			    "build\tpc:zlib  a-zlib d-zlib p-zlib z-zlib\n"
			    "apt   cmd:dsrc  a-dsrc -      -      -\n"
			    "more  cmd:extra a-tool d-more p-more z-more\n"
			    "file  file:/nonexistent/* a-file d-file p-file z-file";

TEST(load_reads_groups_checks_and_names)
{
	_cleanup_machine_ struct machine m = machine_begin(table);
	_cleanup_packages_ struct packages p;
	_cleanup_strv_ struct strv groups = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *joined = NULL;

	CHECK_OK(packages_load(&p, m.dir, &e), &e);
	REQUIRE(p.n == 5);
	CHECK_STR(p.v[1].check, "pc:zlib");
	CHECK_STR(packages_thing(&p.v[1]), "zlib");
	CHECK_STR(p.v[1].names[PACKAGES_ZYPPER], "z-zlib");
	CHECK_STR(p.v[2].names[PACKAGES_APT], "a-dsrc");
	CHECK_STR(p.v[2].names[PACKAGES_DNF], NULL);
	packages_groups(&p, &groups);
	joined = strv_join(&groups, " ");
	CHECK_STR(joined, "build apt more file");
}

static void check_bad_table(const char *text, const char *message)
{
	_cleanup_machine_ struct machine m = machine_begin(text);
	_cleanup_packages_ struct packages p;
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(packages_load(&p, m.dir, &e), -1);
	CHECK_CONTAINS(e.msg, message);
	CHECK_INT(p.n, 0);
}

TEST(load_names_the_wrong_line)
{
	check_bad_table("build cmd:a b c d e\n\nbuild cmd:a b c d\n",
			"data/packages:3: 5 columns instead of 6");
	check_bad_table("build prog:a b c d e\n", "data/packages:1: unknown check 'prog:a'");
}

TEST(load_tells_that_there_is_no_table)
{
	_cleanup_packages_ struct packages p;
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_INT(packages_load(&p, "/nonexistent", &e), -1);
	CHECK_CONTAINS(e.msg, "/nonexistent/data/packages");
}

static void check_missing(const struct packages *p, const char *group, enum package_manager manager,
			  const char *things, const char *names)
{
	_cleanup_strv_ struct strv t = {0}, n = {0};
	_cleanup_free_ char *things_is = NULL, *names_is = NULL;

	packages_missing(p, group, manager, &t, &n);
	things_is = strv_join(&t, " ");
	names_is = strv_join(&n, " ");
	CHECK_STR(things_is, things);
	CHECK_STR(names_is, names);
}

TEST(missing_lists_things_and_each_package_once)
{
	_cleanup_machine_ struct machine m = machine_begin(table);
	_cleanup_packages_ struct packages p;
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(packages_load(&p, m.dir, &e), &e);
	check_missing(&p, NULL, PACKAGES_APT, "tool zlib dsrc extra a-file",
		      "a-tool a-zlib a-dsrc a-file");
	check_missing(&p, NULL, PACKAGES_PACMAN, "tool zlib extra p-file",
		      "p-tool p-zlib p-more p-file");
	check_missing(&p, NULL, PACKAGES_MANAGERS, "tool zlib extra d-file", "");
	check_missing(&p, "more", PACKAGES_DNF, "extra", "d-more");
	machine_program(&m, "tool", "#!/bin/sh\n");
	machine_program(&m, "pkg-config", "#!/bin/sh\n[ \"$*\" = '--exists zlib' ]\n");
	check_missing(&p, "build", PACKAGES_APT, "", "");
	machine_program(&m, "pkg-config", "#!/bin/sh\nexit 1\n");
	check_missing(&p, "build", PACKAGES_APT, "zlib", "a-zlib");
}

TEST(require_names_what_the_group_lacks)
{
	_cleanup_machine_ struct machine m = machine_begin(table);
	_cleanup_err_ struct err one = ERR_INIT, two = ERR_INIT, none = ERR_INIT;

	machine_program(&m, "apt-get", "#!/bin/sh\n");
	CHECK_INT(packages_require(m.dir, "build", "the house", &two), -1);
	CHECK_STR(two.msg, "cannot build the house: 'tool' is not installed");
	CHECK_CONTAINS(two.hint, "jiffy doctor");
	CHECK_INT(packages_require(m.dir, "file", "the house", &one), -1);
	CHECK_STR(one.msg, "cannot build the house: 'a-file' is not installed");
	machine_program(&m, "dsrc", "#!/bin/sh\n");
	CHECK_OK(packages_require(m.dir, "apt", "the house", &none), &none);
}

TEST(a_file_check_takes_several_patterns)
{
	_cleanup_machine_ struct machine m = machine_begin(table);
	_cleanup_free_ char *there = path_join(m.dir, "linux-source-6.1.tar.xz"), *check = NULL;
	_cleanup_err_ struct err e = ERR_INIT;
	struct package_item item;

	check = xasprintf("file:/nonexistent/*,%s/linux-source-*.tar.*", m.dir);
	item = (struct package_item){.check = check};
	CHECK(!packages_present(&item));
	CHECK_OK(fs_write_str(there, "", &e), &e);
	CHECK(packages_present(&item));
}

TEST(manager_is_the_one_that_is_here)
{
	_cleanup_machine_ struct machine m = machine_begin(table);

	CHECK_INT(packages_manager(), PACKAGES_MANAGERS);
	machine_program(&m, "zypper", "#!/bin/sh\n");
	CHECK_INT(packages_manager(), PACKAGES_ZYPPER);
	machine_program(&m, "apt-get", "#!/bin/sh\n");
	CHECK_INT(packages_manager(), PACKAGES_APT);
}

static void check_command(enum package_manager manager, bool root, const char *command)
{
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *is = NULL;

	strv_addl(&names, "gcc", "libc6-dev", NULL);
	is = packages_command(&names, manager, root);
	CHECK_STR(is, command);
}

TEST(command_suits_manager_and_user)
{
	struct strv none = {0};

	check_command(PACKAGES_APT, true,
		      "apt-get install -y --no-install-recommends gcc libc6-dev");
	check_command(PACKAGES_APT, false,
		      "sudo apt-get install -y --no-install-recommends gcc libc6-dev");
	check_command(PACKAGES_DNF, false, "sudo dnf install gcc libc6-dev");
	check_command(PACKAGES_PACMAN, true, "pacman -S --needed gcc libc6-dev");
	check_command(PACKAGES_ZYPPER, true, "zypper install gcc libc6-dev");
	check_command(PACKAGES_MANAGERS, true, NULL);
	CHECK_STR(packages_command(&none, PACKAGES_APT, true), NULL);
}

/* The table that is shipped is valid and has every group that the code asks for. */
TEST(the_real_table_has_its_groups)
{
	_cleanup_packages_ struct packages p;
	_cleanup_strv_ struct strv groups = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	static const char *const wanted[] = {
		"build", "kernel",     "busybox",	 "source", "musl",  "window", "tests",
		"fresh", "menuconfig", "busybox-source", "bench",  "clang", "pahole", "rust"};
	size_t of_architectures = 0;

	REQUIRE(getenv("SRCDIR"));
	CHECK_OK(packages_load(&p, getenv("SRCDIR"), &e), &e);
	packages_groups(&p, &groups);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		CHECK(strv_has(&groups, wanted[i]));
	strv_foreach(group, &groups)
		of_architectures += strchr(group, '@') != NULL;
	CHECK_INT(groups.n, ARRAY_SIZE(wanted) + of_architectures);
	for (size_t i = 0; i < p.n; i++)
		CHECK(p.v[i].names[PACKAGES_APT]);
}

static bool lists(const struct packages *p, const char *group, const char *check)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->v[i].group, group) && str_eq(p->v[i].check, check))
			return true;
	return false;
}

/* Otherwise, 'jiffy doctor' would find nothing missing where a build fails for lack of it. */
TEST(the_real_table_names_the_compiler_wherever_it_is_needed)
{
	_cleanup_packages_ struct packages p;
	_cleanup_err_ struct err e = ERR_INIT;
	static const char *const groups[] = {"build", "kernel", "busybox"};

	REQUIRE(getenv("SRCDIR"));
	CHECK_OK(packages_load(&p, getenv("SRCDIR"), &e), &e);
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		CHECK(lists(&p, groups[i], "cmd:gcc"));
		CHECK(lists(&p, groups[i], "file:/usr/include/stdio.h"));
	}
	/* without it, no library is found */
	for (size_t i = 0; i < p.n; i++)
		if (str_starts(p.v[i].check, "pc:"))
			CHECK(lists(&p, p.v[i].group, "cmd:pkg-config"));
}

TEST_MAIN()
