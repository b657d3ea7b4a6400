/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which groups of packages the settings ask for. */
#include "base/file/atomic.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "cmd/groups.h"

#include <sys/utsname.h>

#include "scratch.h"
#include "settings/packages.h"

#define ALL (USE_KERNEL | USE_BUSYBOX | USE_MENU | USE_QEMU)

static void check_groups_of(const struct settings *s, const struct target *t, unsigned uses,
			    const char *want)
{
	_cleanup_strv_ struct strv groups = {0};
	_cleanup_free_ char *is = NULL;

	groups_needed(s, t, uses, &groups);
	is = strv_join(&groups, " ");
	CHECK_STR(is, want);
}

/* Has this host's architecture. */
static void check_groups(const struct settings *s, unsigned uses, const char *want)
{
	struct target t = {.name = (char *)"own"};
	struct utsname host;

	uname(&host);
	strv_add(&t.native, host.machine);
	check_groups_of(s, &t, uses, want);
	strv_free(&t.native);
}

static void write_elf(const char *path)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(fs_write_str(path, "\177ELF and more", &e), &e);
}

TEST(each_use_has_its_groups)
{
	_cleanup_(settings_free) struct settings s;

	settings_init(&s);
	check_groups(&s, 0, "");
	check_groups(&s, USE_KERNEL, "kernel source");
	check_groups(&s, USE_BUSYBOX, "busybox busybox-source");
	check_groups(&s, USE_MENU, "menuconfig");
	check_groups(&s, USE_QEMU, "qemu@own");
	check_groups(&s, USE_BENCH, "bench");
	str_set(&s.libc, "musl");
	s.window = true;
	check_groups(&s, ALL,
		     "kernel source busybox busybox-source musl menuconfig qemu@own window");
}

TEST(another_architecture_needs_its_compiler_and_its_qemu)
{
	const struct target t = {.name = (char *)"vax"};
	_cleanup_(settings_free) struct settings s;

	settings_init(&s);
	check_groups_of(&s, &t, USE_QEMU, "qemu@vax");
	check_groups_of(&s, &t, USE_KERNEL, "cross@vax kernel source");
	str_set(&s.kernel, "/nonexistent");
	str_set(&s.busybox, "/nonexistent");
	check_groups_of(&s, &t, ALL & ~USE_MENU, "cross@vax kernel busybox qemu@vax");
}

TEST(a_named_source_is_not_looked_for_and_a_ready_one_not_built)
{
	_cleanup_(settings_free) struct settings set;
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *elf = NULL;

	settings_init(&set);
	scratch_begin(&s);
	elf = path_join(s.dir, "vmlinux");
	write_elf(elf);
	str_set(&set.libc, "musl");
	str_set(&set.kernel, s.dir);
	str_set(&set.busybox, "https://busybox.invalid/busybox.tar.bz2");
	check_groups(&set, ALL & ~USE_MENU, "kernel busybox musl qemu@own");
	str_set(&set.kernel, "/nonexistent");
	check_groups(&set, USE_KERNEL, "kernel");
	str_set(&set.kernel, elf);
	str_set(&set.busybox, elf);
	check_groups(&set, ALL & ~USE_MENU, "qemu@own");
}

/*
 * As in source_kernel(), the tree around the current folder beats jiffy.ini's kernel, and a typed
 * one beats both.
 */
TEST(a_tree_around_is_named)
{
	_cleanup_(settings_free) struct settings set;
	_cleanup_scratch_ struct scratch s;
	_cleanup_free_ char *elf = NULL, *tree = NULL;

	settings_init(&set);
	scratch_begin(&s);
	elf = path_join(s.dir, "vmlinux");
	tree = path_join(s.dir, "linux/init");
	write_elf(elf);
	CHECK(scratch_sh(&s, "mkdir -p linux/init; cd linux; touch Kbuild Kconfig init/main.c; "
			     "echo VERSION = 6 >Makefile"));
	str_set(&set.cwd, s.dir);
	check_groups(&set, USE_KERNEL, "kernel source");
	str_set(&set.ini_kernel, elf);
	check_groups(&set, USE_KERNEL, "");
	str_set(&set.cwd, tree);
	check_groups(&set, USE_KERNEL, "kernel");
	str_set(&set.kernel, elf);
	check_groups(&set, USE_KERNEL, "");
}

TEST(another_qemu_or_none_needs_none)
{
	_cleanup_(settings_free) struct settings s;

	settings_init(&s);
	s.window = true;
	check_groups(&s, USE_QEMU, "qemu@own window");
	s.dry_run = true;
	check_groups(&s, USE_QEMU, "");
	s.dry_run = false;
	str_set(&s.qemu, "/opt/qemu");
	check_groups(&s, USE_QEMU, "");
}

static void check_table(const struct packages *p, const struct settings *s, const char *arch)
{
	_cleanup_strv_ struct strv needed = {0}, known = {0};
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(target_load(&t, getenv("SRCDIR"), arch, &e), &e);
	packages_groups(p, &known);
	/* as on a host of a third architecture */
	strv_clear(&t.native);
	groups_needed(s, &t, ALL, &needed);
	CHECK_INT(needed.n, 8);
	strv_foreach(group, &needed)
		CHECK(strv_has(&known, group));
}

TEST(the_real_table_has_every_group)
{
	_cleanup_packages_ struct packages p = {0};
	_cleanup_strv_ struct strv files = {0};
	_cleanup_(settings_free) struct settings s;
	_cleanup_free_ char *dir = NULL;
	_cleanup_err_ struct err e = ERR_INIT;

	settings_init(&s);
	str_set(&s.libc, "musl");
	s.window = true;
	REQUIRE(getenv("SRCDIR"));
	CHECK_OK(packages_load(&p, getenv("SRCDIR"), &e), &e);
	dir = path_join(getenv("SRCDIR"), "data/targets");
	CHECK_OK(fs_list(dir, &files, &e), &e);
	strv_foreach(file, &files) {
		_cleanup_free_ char *arch = xstrndup(file, strlen(file) - strlen(".ini"));

		check_table(&p, &s, arch);
	}
}

TEST_MAIN()
