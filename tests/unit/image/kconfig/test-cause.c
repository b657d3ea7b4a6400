/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kconfig/cause.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "scratch.h"
#include "settings/packages.h"
#include "test.h"

/* A tree in which arm64 and riscv have what x86 lacks, and a list of packages. */
struct host {
	struct scratch s;
	struct build b;
	char *src;
};

static void write_file(const char *dir, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_join(dir, name), *folder = path_dirname(path);
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(fs_mkdir_p(folder, 0755, &e) || fs_write_str(path, text, &e), &e);
}

static void host_begin(struct host *h)
{
	scratch_begin(&h->s);
	h->b = (struct build){.datadir = h->s.dir};
	h->src = path_join(h->s.dir, "linux");
	write_file(h->src, "arch/arm64/Kconfig",
		   "config ARM64\n\tdef_bool y\n\tselect HAVE_TAGS\n");
	write_file(h->src, "arch/riscv/Kconfig", "config RISCV\n\tselect HAVE_TAGS if MMU\n");
	write_file(h->src, "arch/x86/Kconfig", "config X86\n\tselect HAVE_TAGS_NOT\n");
	write_file(h->s.dir, "data/packages",
		   "clang cmd:sh clang clang clang clang\n"
		   "pahole cmd:no-such-program dwarves dwarves dwarves dwarves\n"
		   "rust cmd:no-such-program rustc rustc rustc rustc\n");
}

static void host_end(struct host *h)
{
	free(h->src);
	scratch_end(&h->s);
}

static char *words(const struct host *h, const char *causes)
{
	_cleanup_strv_ struct strv list = {0}, needs = {0};
	_cleanup_err_ struct err e = ERR_INIT;

	strv_split(&list, causes, "\n");
	CHECK_OK(causes_in_words(&h->b, h->src, &list, &needs, &e), &e);
	return strv_join(&needs, "\n");
}

TEST(a_cause_is_put_into_words)
{
	static const struct {
		const char *causes, *words;
	} cases[] = {
		{"off HAVE_TAGS", "HAVE_TAGS, which only arm64, riscv has"},
		{"undefined ARM64", "ARM64, which only arm64 has"},
		{"undefined MACH_X", "MACH_X, which this architecture does not have"},
		{"off BROKEN", "BROKEN, which nothing turns on"},
		{"macro CC_IS_CLANG\tdef_bool $(success,test)",
		 "clang as the compiler (CC_IS_CLANG)"},
		/* what this compiler lacks, the other one may have */
		{"macro HAVE_K\tdef_bool $(cc-option,-fk)\n"
		 "macro CC_IS_CLANG\tdef_bool $(success,test)\n"
		 "compare CLANG_VERSION [=0]>=140000",
		 "clang as the compiler (CC_IS_CLANG)"},
		{"compare CLANG_VERSION [=0]>=140000",
		 "clang as the compiler (CLANG_VERSION [=0]>=140000)"},
		{"compare GCC_VERSION [=120200]>=130000",
		 "another version of gcc (GCC_VERSION [=120200]>=130000)"},
		{"macro HAS_X\tdepends on $(shell,x | y)\tdef_bool $(cc-option,-fx)",
		 "an option that this compiler lacks (HAS_X: def_bool $(cc-option,-fx))"},
		/* no text is as good as any */
		{"compare INITRAMFS_SOURCE [=]!=", "INITRAMFS_SOURCE [=]!=\"\""},
		{"macro Y\tdef_bool $(success,test -e y)",
		 "what a test of the host's tools did not find "
		 "(Y: def_bool $(success,test -e y))"},
	};
	struct host h;

	host_begin(&h);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = words(&h, cases[i].causes);

		CHECK_STR(text, cases[i].words);
	}
	host_end(&h);
}

TEST(a_missing_tool_comes_with_its_package)
{
	_cleanup_strv_ struct strv needs = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *text = NULL;
	struct host h;

	host_begin(&h);
	text = words(&h, "compare PAHOLE_VERSION [=0]>=116\ncompare RUSTC_VERSION [=0]>=107800");
	CHECK_CONTAINS(text, "pahole (PAHOLE_VERSION [=0]>=116)");
	CHECK_CONTAINS(text, "a Rust toolchain that this kernel accepts (RUSTC_VERSION");
	/* Kconfig does not ask for it, but the build does */
	CHECK_OK(tools_in_words(&h.b, "DEBUG_INFO_BTF", &needs, &e), &e);
	CHECK_OK(tools_in_words(&h.b, "NET", &needs, &e), &e);
	if (packages_manager() == PACKAGES_MANAGERS) {
		CHECK_INT(needs.n, 0);
	} else {
		CHECK_CONTAINS(text, "; install 'dwarves'");
		CHECK_CONTAINS(text, "; install 'rustc'");
		REQUIRE(needs.n == 1);
		CHECK_STR(needs.v[0], "pahole for the build; install 'dwarves'");
	}
	host_end(&h);
}

TEST(a_compiler_may_be_the_remedy)
{
	static const struct {
		const char *cause;
		bool compiler;
	} cases[] = {
		{"macro CC_IS_CLANG\tx", true},
		{"macro A\t$(cc-option,-fa)", true},
		{"compare GCC_VERSION [=0]>1", true},
		{"macro A\t$(ld-option,-a)", false},
		{"off BROKEN", false},
		{"undefined CC_IS_CLANG", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_strv_ struct strv causes = {0};

		strv_add(&causes, cases[i].cause);
		CHECK_INT(causes_compiler(&causes), cases[i].compiler);
	}
}

TEST_MAIN()
