/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>

#include "image/initramfs/manifest.h"
#include "image/initramfs/runs.h"
#include "image/initramfs/weight.h"
#include "test.h"

static const struct elf_kind native = {.bits = 64, .machine = EM_X86_64},
			     i386 = {.bits = 32, .machine = EM_386},
			     x32 = {.bits = 32, .machine = EM_X86_64},
			     arm = {.bits = 32, .machine = EM_ARM};

static const struct {
	const struct elf_kind *kind;
	const char *config; /* NULL: not known */
	enum runs runs;
	const char *symbol; /* of the target's that it is; NULL: none */
} cases[] = {
	{&native, "", RUNS, NULL},
	{&native, NULL, RUNS, NULL},
	{&i386, "CONFIG_IA32_EMULATION=y\n", RUNS, "IA32_EMULATION"},
	{&i386, "CONFIG_X86_X32_ABI=y\n", RUNS_NOT, "IA32_EMULATION"},
	{&i386, "CONFIG_BINFMT_MISC=y\n", RUNS_BY_MISC, "IA32_EMULATION"},
	/* a kernel that somebody else built may have it */
	{&i386, NULL, RUNS, "IA32_EMULATION"},
	{&x32, "CONFIG_IA32_EMULATION=y\n", RUNS_NOT, "X86_X32_ABI"},
	{&x32, "CONFIG_X86_X32_ABI=y\n", RUNS, "X86_X32_ABI"},
	{&arm, "CONFIG_IA32_EMULATION=y\n", RUNS_NOT, NULL},
	{&arm, "CONFIG_BINFMT_MISC=y\n", RUNS_BY_MISC, NULL},
	{&arm, "CONFIG_BINFMT_MISC=m\n", RUNS_NOT, NULL},
	{&arm, NULL, RUNS_NOT, NULL},
};

TEST(what_runs_depends_on_the_kernel)
{
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(target_load(&t, getenv("SRCDIR"), "x86_64", &e), &e);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct compat *compat;

		CHECK_INT(runs(&t, cases[i].config, cases[i].kind, &compat), cases[i].runs);
		CHECK_STR(compat ? compat->symbol : NULL, cases[i].symbol);
	}
}

TEST(the_symbol_is_named)
{
	_cleanup_target_ struct target t = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	const struct compat *compat;

	CHECK_OK(target_load(&t, getenv("SRCDIR"), "x86_64", &e), &e);
	CHECK_INT(runs(&t, "", &i386, &compat), RUNS_NOT);
	CHECK_INT(runs_not(&t, "/x/prog", &i386, compat, &e), -1);
	CHECK_STR(e.msg, "'/x/prog' is a program for i386, which the kernel runs only with "
			 "IA32_EMULATION");
	CHECK_STR(e.hint, "'--enable IA32_EMULATION' adds it");
	CHECK_INT(e.kind, ERR_CONFIG);
}

TEST(a_manifest_weighs_what_tmpfs_counts)
{
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	struct root_weight w;
	char target[129] = "";

	CHECK_OK(manifest_text(&m, "/a", "", 0644, &e), &e);
	CHECK_OK(manifest_text(&m, "/dir/b", "x", 0644, &e), &e);
	CHECK_OK(manifest_slink(&m, "/short", "a", &e), &e);
	manifest_weigh(&m, &w);
	CHECK_INT(w.files, 4);
	CHECK_INT(w.bytes, 4096);
	CHECK_INT(w.links, 1);
	memset(target, 'x', 128);
	CHECK_OK(manifest_slink(&m, "/long", target, &e), &e);
	manifest_weigh(&m, &w);
	CHECK_INT(w.bytes, 2 * 4096);
	CHECK_INT(w.links, 2);
}

TEST_MAIN()
