/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BusyBox's steps, on a small tree with the same make goals, in a folder with an awkward name. */
#include <sys/utsname.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/busybox/busybox.h"
#include "image/busybox/prebuilt.h"
#include "image/busybox/symbol.h"
#include "scratch.h"

static const char make_tree[] =
	"mkdir tree && cd tree && printf 'config FEATURE_LOST\\n\\tbool \"lost\"\\n\\tdepends on AR\\n' >Config.in\n"
	"cat >program.c <<'END'\n"
	"__attribute__((used)) static const char banner[] = \"BusyBox v9.9\";\n"
	"void _start(void) { for (;;); }\n"
	"END\n"
	"cat >Makefile <<'END'\n"
	"defconfig:\n"
	"\techo defconfig >>$(O)/../ran\n"
	"\tprintf 'deps_config := \\\\\\n\\tConfig.in\\n\\n' >$(O)/.kconfig.d\n"
	"\tgrep -v LOST $(O)/$(KBUILD_DEFCONFIG) >$(O)/.config\n"
	"busybox:\n"
	"\techo busybox >>$(O)/../ran\n"
	"\t@echo '  CC      program.o'\n"
	"\tgcc $(if $(shell grep STATIC=y $(O)/.config),-static) -nostdlib -nostartfiles -o $(O)/busybox program.c\n"
	"\techo 'deps := $(CURDIR)/program.c' >$(O)/.program.o.cmd\n"
	"busybox.links:\n"
	"\tprintf '/usr/bin/awk\\n/linuxrc\\n/bin/sh\\n' >$(O)/busybox.links\n"
	"END\n";

struct fake {
	struct scratch s;
	char *tree;
	struct source src;
};

static void fake_begin(struct fake *f)
{
	struct utsname host;

	scratch_begin(&f->s);
	scratch_sh(&f->s, make_tree);
	f->tree = path_join(f->s.dir, "tree");
	f->src = (struct source){.kind = SOURCE_TREE,
				 .path = f->tree,
				 .name = (char *)"busybox-9.9",
				 .key = (char *)"01234567"};
	f->s.set.libc = (char *)"glibc";
	f->s.target = (struct target){.name = (char *)"x86_64",
				      .arch = (char *)"x86",
				      .busybox_arch = (char *)"x86_64",
				      .cross = (char *)"",
				      .elf = {64, false, 62}};
	uname(&host);
	strv_add(&f->s.target.native, host.machine);
	f->s.b.datadir = getenv("SRCDIR");
}

static void fake_end(struct fake *f)
{
	strv_free(&f->s.set.busybox_set);
	strv_free(&f->s.set.busybox_config);
	free(f->tree);
	scratch_end(&f->s);
}
#define _cleanup_fake_ _cleanup_(fake_end)

/* Builds, and returns the progress. Caller's. */
static char *build(struct fake *f, struct err *e)
{
	_cleanup_(busybox_free) struct busybox bb = {0};
	int r;

	sb_truncate(&f->s.told, 0);
	r = busybox_build(&f->s.b, &f->src, &bb, e);
	CHECK_INT(r, e->msg ? -1 : 0);
	return xstrdup(sb_str(&f->s.told));
}

/* Builds twice: what is younger than the first build may have been read before its last change. */
static void build_and_settle(struct fake *f)
{
	for (int i = 0; i < 2; i++) {
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_free_ char *told = build(f, &e);

		CHECK_STR(e.msg, NULL);
	}
}

TEST(a_tree_is_built_once)
{
	_cleanup_(busybox_free) struct busybox bb = {0};
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *told = NULL, *again = NULL;

	fake_begin(&f);
	told = build(&f, &e);
	REQUIRE(!e.msg);
	CHECK_CONTAINS(told, "begin busybox: first build\nend busybox: busybox-9.9, 3 applets");
	build_and_settle(&f);
	scratch_sh(&f.s, "rm cache/build/*/ran");
	again = build(&f, &e);
	CHECK_STR(again, "fresh busybox: nothing changed\n");
	CHECK(scratch_sh(&f.s, "! cat cache/build/*/ran"));
	CHECK_OK(busybox_build(&f.s.b, &f.src, &bb, &e), &e);
	REQUIRE(bb.applets.n == 3);
	CHECK_STR(bb.applets.v[0], "bin/sh");
	CHECK_STR(bb.applets.v[1], "linuxrc");
	CHECK_STR(bb.applets.v[2], "usr/bin/awk");
	CHECK(fs_exists(bb.binary) && fs_exists(bb.config) && fs_exists(bb.log));
	CHECK(str_ends(bb.dir, "/build/busybox-9.9-01234567"));
}

/* What each change leads to. */
static void check_change(const char *change, const char *symbol, const char *why)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *told = NULL;

	fake_begin(&f);
	build_and_settle(&f);
	scratch_sh(&f.s, change);
	if (symbol)
		strv_add(&f.s.set.busybox_set, symbol);
	told = build(&f, &e);
	CHECK_STR(e.msg, NULL);
	CHECK_CONTAINS(told, why);
}

TEST(changes_lead_to_a_build)
{
	check_change("echo >>tree/program.c", NULL, "begin busybox: 'program.c' changed");
	check_change("touch tree/new.c", NULL, "begin busybox: 'files of the tree' changed");
	check_change("rm cache/build/*/obj/busybox", NULL, "begin busybox: 'busybox' is gone");
	check_change("cd cache/build/*/ && mv stamp stamp.begun", NULL,
		     "the last build did not finish");
	check_change("true", "AR=n", "'busybox-set' changed from '' to 'AR=n'");
}

TEST(unmet_requests_say_why)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *told = NULL;

	fake_begin(&f);
	strv_add(&f.s.set.busybox_set, "FEATURE_LOST=y");
	told = build(&f, &e);
	CHECK_INT(e.kind, ERR_CONFIG);
	CHECK_CONTAINS(e.msg, "the configuration cannot hold 'FEATURE_LOST=y'");
	CHECK_CONTAINS(e.detail, "depends on AR [=n]\n    defined in Config.in:1");
	CHECK_CONTAINS(e.hint, "'--busybox-set AR=y'");
}

TEST(a_failed_build_leaves_nothing_that_looks_fresh)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT, none = ERR_INIT;
	_cleanup_free_ char *failed = NULL, *told = NULL;

	fake_begin(&f);
	build_and_settle(&f);
	strv_add(&f.s.set.busybox_set, "FEATURE_LOST=y");
	failed = build(&f, &e);
	CHECK(e.msg);
	strv_clear(&f.s.set.busybox_set);
	told = build(&f, &none);
	CHECK_STR(none.msg, NULL);
	CHECK_CONTAINS(told, "begin busybox: the last build did not finish");
}

TEST(unknown_symbols_get_the_nearest_name)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *told = NULL;

	fake_begin(&f);
	strv_add(&f.s.set.busybox_set, "FEATURE_LOSTT=y");
	told = build(&f, &e);
	CHECK_INT(e.kind, ERR_CONFIG);
	CHECK_CONTAINS(e.detail, "BusyBox has no symbol of this name");
	CHECK_CONTAINS(e.hint, "'FEATURE_LOST'");
}

TEST(compile_errors_are_shown)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *told = NULL;

	fake_begin(&f);
	scratch_sh(&f.s, "echo 'int x = y;' >>tree/program.c");
	told = build(&f, &e);
	CHECK_INT(e.kind, ERR_BUILD);
	CHECK_CONTAINS(e.detail, "program.c:3:9: error: ");
	CHECK(e.log && fs_exists(e.log));
	scratch_sh(&f.s, "sed -i '$d' tree/program.c");
	build_and_settle(&f);
}

TEST(unclean_trees_are_refused)
{
	static const char *const signs[] = {"touch tree/.config", "mkdir -p tree/include/config"};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_fake_ struct fake f;
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_free_ char *told = NULL;

		fake_begin(&f);
		scratch_sh(&f.s, signs[i]);
		told = build(&f, &e);
		CHECK_INT(e.kind, ERR_BUILD);
		CHECK_CONTAINS(e.msg, "is not clean");
		CHECK_CONTAINS(e.hint, "mrproper");
		CHECK_STR(told, "");
	}
}

TEST(a_dynamic_result_is_refused)
{
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *told = NULL;

	fake_begin(&f);
	strv_add(&f.s.set.busybox_set, "STATIC=n");
	scratch_sh(&f.s, "sed -i 's/-nostdlib -nostartfiles/-nostartfiles/' tree/Makefile");
	told = build(&f, &e);
	CHECK_INT(e.kind, ERR_CONFIG);
	CHECK_CONTAINS(e.msg, "is not static");
}

static int use_prebuilt(struct fake *f, const char *file, struct busybox *bb, struct err *e)
{
	struct source src = {.kind = SOURCE_BINARY, .name = (char *)"prebuilt", .key = (char *)"1"};
	int r;

	src.path = path_join(f->s.dir, file);
	sb_truncate(&f->s.told, 0);
	busybox_free(bb);
	r = busybox_build(&f->s.b, &src, bb, e);
	free(src.path);
	return r;
}

TEST(a_prebuilt_binary_is_asked_once)
{
	_cleanup_(busybox_free) struct busybox bb = {0};
	_cleanup_fake_ struct fake f;
	_cleanup_err_ struct err e = ERR_INIT;

	fake_begin(&f);
	/* like BusyBox, it acts as itself when its name begins with "busybox" */
	scratch_sh(
		&f.s,
		"printf '%s' '#include <stdio.h>\n#include <string.h>\n"
		"int main(int c, char **v) { const char *s = strrchr(v[0], 47);"
		"if (!s || strncmp(s + 1, \"busybox\", 7) || c != 2) return 127;"
		"puts(\"usr/bin/env\\nbin/busybox\\nsh\\nlinuxrc\");"
		"return !strstr(\"BusyBox v9\", v[1]) - 1; }' >a.c; gcc -static -o 'my own' a.c");
	CHECK_OK(use_prebuilt(&f, "my own", &bb, &e), &e);
	CHECK_CONTAINS(sb_str(&f.s.told), "begin busybox: ");
	REQUIRE(bb.applets.n == 3);
	CHECK_STR(bb.applets.v[0], "bin/sh");
	CHECK_STR(bb.applets.v[1], "linuxrc");
	CHECK_STR(bb.applets.v[2], "usr/bin/env");
	CHECK(!bb.config && !bb.obj && str_ends(bb.binary, "/my own"));
	CHECK_OK(use_prebuilt(&f, "my own", &bb, &e), &e);
	CHECK_STR(sb_str(&f.s.told), "fresh busybox: nothing changed\n");
	CHECK_INT(bb.applets.n, 3);
}

TEST(other_binaries_are_refused)
{
	static const struct {
		const char *make, *problem;
		int machine;
	} cases[] = {
		{"echo hello >x", "not", 62},
		{"echo 'void _start(void){}' >a.c; gcc -static -nostdlib -o x a.c",
		 "is not BusyBox", 62},
		{"echo 'const char *b = \"BusyBox v1\"; int main(){}' >a.c; gcc -o x a.c",
		 "is not static", 62},
		{"echo 'const char *b = \"BusyBox v1\"; int main(){}' >a.c; gcc -static -o x a.c",
		 "is for x86", 183},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(busybox_free) struct busybox bb = {0};
		_cleanup_fake_ struct fake f;
		_cleanup_err_ struct err e = ERR_INIT;

		fake_begin(&f);
		scratch_sh(&f.s, cases[i].make);
		f.s.target.elf.machine = (unsigned)cases[i].machine;
		CHECK_INT(use_prebuilt(&f, "x", &bb, &e), -1);
		CHECK_CONTAINS(e.msg, cases[i].problem);
	}
}

static const char config_in[] = "# comment\n"
				"menu \"Shells\"\n"
				"\tdepends on TOP\n"
				"choice # of one\n"
				"\tprompt \"sh\"\n"
				"config SH_IS_ASH\n"
				"\tdepends on !NOMMU\n"
				"\tbool \"ash\"\n"
				"config SH_IS_NONE\n"
				"\tbool \"none\"\n"
				"endchoice\n"
				"config ASH\n"
				"\tbool \"ash\"\n"
				"\tselect LONG_OPTS if EXTRA\n"
				"\thelp\n"
				"\tdepends on nothing, says this text\n"
				"if ASH || SH_IS_ASH  # for both\n"
				"config BUFFER\n"
				"\tint \"bytes\"\n"
				"\tdepends on ASH\n"
				"endif\n"
				"endmenu\n"
				"config LONG_OPTS\n"
				"\tbool \"long\"\n";

static struct busybox_symbol look(const char *name)
{
	struct busybox_symbol s = {.name = xstrdup(name)};

	busybox_symbol_look(&s, config_in, "f/Config.in");
	return s;
}

TEST(symbols_and_what_is_around_them)
{
	_cleanup_(busybox_symbol_free) struct busybox_symbol buffer = look("BUFFER");
	_cleanup_(busybox_symbol_free) struct busybox_symbol ash = look("ASH");
	_cleanup_(busybox_symbol_free) struct busybox_symbol is_ash = look("SH_IS_ASH");
	_cleanup_(busybox_symbol_free) struct busybox_symbol long_opts = look("LONG_OPTS");
	_cleanup_(busybox_symbol_free) struct busybox_symbol none = look("ASHES");
	_cleanup_free_ char *depends = strv_join(&buffer.depends, "; ");
	_cleanup_free_ char *of_choice = strv_join(&is_ash.depends, "; ");

	CHECK_STR(buffer.type, "int");
	CHECK_STR(buffer.where, "f/Config.in:18");
	CHECK_STR(depends, "TOP; ASH || SH_IS_ASH; ASH");
	CHECK_INT(ash.depends.n, 1);
	CHECK_INT(ash.choice.n, 0);
	CHECK_STR(of_choice, "TOP; !NOMMU");
	REQUIRE(is_ash.choice.n == 1);
	CHECK_STR(is_ash.choice.v[0], "SH_IS_NONE");
	REQUIRE(long_opts.selects.n == 1);
	CHECK_STR(long_opts.selects.v[0], "ASH if EXTRA");
	CHECK_INT(long_opts.depends.n, 0);
	CHECK_STR(none.type, NULL);
	CHECK_INT(none.known.n, 5);
}

TEST(values_stand_behind_symbols)
{
	static const char config[] = "CONFIG_A=y\nCONFIG_N=12\n# CONFIG_B is not set\n";
	_cleanup_free_ char *text = busybox_symbol_values("(A && !B) || N=12", config);
	_cleanup_strv_ struct strv unmet = {0};

	CHECK_STR(text, "(A [=y] && !B [=n]) || N [=12]=12");
	busybox_symbol_unmet("A && B && C", config, &unmet);
	busybox_symbol_unmet("D || E", config, &unmet);
	busybox_symbol_unmet("B", config, &unmet);
	REQUIRE(unmet.n == 2);
	CHECK_STR(unmet.v[0], "B");
	CHECK_STR(unmet.v[1], "C");
}

TEST_MAIN()
