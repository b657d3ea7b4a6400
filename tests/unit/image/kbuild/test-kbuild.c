/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kbuild/commands.h"
#include "image/kbuild/deps.h"
#include "image/kbuild/output.h"
#include "image/kbuild/record.h"
#include "test.h"

static char *errors_of(const char *text)
{
	_cleanup_output_ struct kbuild_output o = {0};
	_cleanup_free_ char *copy = xstrdup(text);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n")))
		kbuild_output_line(&o, line);
	return kbuild_output_errors(&o);
}

TEST(steps)
{
	_cleanup_output_ struct kbuild_output o = {0};

	CHECK_STR(kbuild_output_line(&o, "  CC      fs/open.o"), "fs/open.o");
	CHECK_STR(kbuild_output_line(&o, "  LD [M]  a/b.ko"), "a/b.ko");
	CHECK_STR(kbuild_output_line(&o, "  AR      built-in.a"), "built-in.a");
	CHECK(!kbuild_output_line(&o, "make[1]: Entering directory '/x'"));
	CHECK(!kbuild_output_line(&o, "   12 | int x;"));
	CHECK(!kbuild_output_line(&o, "  "));
	CHECK(!kbuild_output_line(&o, ""));
	CHECK_INT(o.steps, 3);
}

TEST(compile_error_with_its_surroundings)
{
	_cleanup_free_ char *errors =
		errors_of("  CC      fs/a.o\n"
			  "fs/b.c: In function 'g':\n"
			  "fs/b.c:9:1: warning: unused variable 'y' [-Wunused-variable]\n"
			  "    9 | int y;\n"
			  "      |     ^\n"
			  "In file included from fs/open.c:3:\n"
			  "                 from fs/x.h:4:\n"
			  "fs/open.c: In function 'f':\n"
			  "fs/open.c:5:2: error: 'x' undeclared\n"
			  "    5 |  x = 1;\n"
			  "      |  ^\n"
			  "make[2]: *** [scripts/Makefile.build:250: fs/open.o] Error 1\n"
			  "make: *** [Makefile:10: __sub-make] Error 2\n");

	CHECK_STR(errors, "In file included from fs/open.c:3:\n"
			  "                 from fs/x.h:4:\n"
			  "fs/open.c: In function 'f':\n"
			  "fs/open.c:5:2: error: 'x' undeclared\n"
			  "    5 |  x = 1;\n"
			  "      |  ^");
}

TEST(what_a_script_frames_with_asterisks)
{
	_cleanup_free_ char *errors =
		errors_of("  HOSTLD  scripts/kconfig/conf\n"
			  "***\n"
			  "*** C compiler is too old.\n"
			  "***   Your Clang version:    14.0.6\n"
			  "***   Minimum Clang version: 17.0.1\n"
			  "***\n"
			  "scripts/Kconfig.include:45: Sorry, this C compiler is not supported.\n"
			  "make[2]: *** [scripts/kconfig/Makefile:85: allnoconfig] Error 1\n");

	CHECK_STR(errors, "C compiler is too old.\n"
			  "  Your Clang version:    14.0.6\n"
			  "  Minimum Clang version: 17.0.1\n"
			  "scripts/Kconfig.include:45: Sorry, this C compiler is not supported.");
}

TEST(other_failures)
{
	static const char *const lines[] = {
		"ld: fs/open.o: in function `f': open.c:(.text+0x4): undefined reference to `g'",
		"fs/a.c:1:10: fatal error: x.h: No such file or directory",
		"ERROR: modpost: \"f\" [a.ko] undefined!",
		"fatal error: error writing to /tmp/x.s: No space left on device",
		"/bin/sh: 1: bc: not found",
		"make[1]: *** No rule to make target 'fs/x.o', needed by 'fs/built-in.a'.  Stop.",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_free_ char *text = xasprintf("  CC a.o\nmake: Nothing\n%s\n"
						      "make: *** [Makefile:1: x] Error 2\n",
						      lines[i]);
		_cleanup_free_ char *errors = errors_of(text);

		CHECK_STR(errors, lines[i]);
	}
}

TEST(causes)
{
	_cleanup_output_ struct kbuild_output o = {0};

	kbuild_output_line(&o, "cc1: fatal error: x.o: No space left on device");
	CHECK(o.no_space && !o.no_libelf);
	kbuild_output_line(&o, "elf.h:10:10: fatal error: gelf.h: No such file or directory");
	CHECK(o.no_libelf);
}

TEST(many_errors_are_cut)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_free_ char *errors = NULL;

	for (int i = 0; i < KBUILD_ERROR_LINES + 7; i++)
		sb_addf(&text, "a.c:%d:1: error: no\n", i);
	errors = errors_of(sb_str(&text));
	CHECK_CONTAINS(errors, "a.c:19:1: error");
	CHECK(!strstr(errors, "a.c:20:1"));
	CHECK_CONTAINS(errors, "7 more lines");
}

TEST(silence)
{
	_cleanup_free_ char *errors = errors_of("  CC      fs/open.o\n");

	CHECK_STR(errors, NULL);
}

TEST(plain_paths)
{
	CHECK(kbuild_plain_path("/home/me/linux-6.1_x+y@z,1"));
	CHECK(!kbuild_plain_path("/home/my linux"));
	CHECK(!kbuild_plain_path("/a:b"));
	CHECK(!kbuild_plain_path("/it's"));
	CHECK(!kbuild_plain_path("/a\"b"));
	CHECK(!kbuild_plain_path("/a$b"));
	CHECK(!kbuild_plain_path("/a\xc3\xa4"));
}

/* A tree and a build folder with the least that kbuild leaves. */
struct fixture {
	char *dir, *src, *deps;
	struct kbuild k;
	struct timespec later; /* a build's start after all files were written */
};

static void put(const struct fixture *f, const char *name, const char *text)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *path = path_join(f->dir, name), *dir = path_dirname(path);

	CHECK_OK(fs_mkdir_p(dir, 0755, &e), &e);
	CHECK_OK(fs_write_str(path, text, &e), &e);
}

/* name: the folder's; make may not be able to take it. */
static void set_up(struct fixture *f, const struct build *b, const char *name)
{
	_cleanup_free_ char *top = temporary_dir("test-kbuild"), *build = NULL, *cmd = NULL;

	f->dir = path_join(top, name);
	f->src = path_join(f->dir, "src");
	build = path_join(f->dir, "build");
	kbuild_init(&f->k, b, "kernel", f->src, build);
	f->deps = path_join(build, "deps");
	put(f, "src/fs/open.c", "1");
	put(f, "src/fs/open.h", "1");
	put(f, "src/fs/Makefile", "1");
	put(f, "src/fs/Kconfig", "1");
	put(f, "src/fs/other.c", "1");
	put(f, "src/arch/calls.tbl", "1");
	put(f, "src/Makefile", "1");
	put(f, "src/scripts/tool.sh", "1");
	put(f, "build/obj/generated.h", "1");
	put(f, "build/obj/include/config/auto.conf.cmd",
	    "deps_config := \\\n\tfs/Kconfig \\\n\nauto.conf: $(deps_config)\n");
	cmd = xasprintf("cmd_fs/open.o := gcc -I%s/include -c %s/fs/open.c ; sh %s/arch/calls.tbl\n"
			"deps_fs/open.o := \\\n  %s/fs/open.h \\\n  %s/generated.h \\\n",
			f->k.make_src, f->k.make_src, f->k.make_src, f->k.make_src, f->k.make_obj);
	put(f, "build/obj/fs/.open.o.cmd", cmd);
	clock_gettime(CLOCK_REALTIME, &f->later);
	f->later.tv_sec += 60;
}

static void tear_down(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *top = path_dirname(f->dir);

	CHECK_OK(fs_remove(top, &e), &e);
	kbuild_free(&f->k);
	free(f->dir);
	free(f->src);
	free(f->deps);
}

TEST(changed_sources_are_seen)
{
	static const char *const names[] = {"fs/open.c",      "fs/open.h", "fs/Makefile",
					    "fs/Kconfig",     "Makefile",  "arch/calls.tbl",
					    "scripts/tool.sh"};
	static const char *const folders[] = {"plain", "with a space: and 'quotes'"};
	struct build b = {0};

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		struct fixture f = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		set_up(&f, &b, folders[i]);
		CHECK_INT(f.k.namespaced, i == 1);
		CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
		for (size_t j = 0; j < ARRAY_SIZE(names); j++) {
			_cleanup_free_ char *none =
				kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
			_cleanup_free_ char *name = path_join("src", names[j]), *why = NULL;
			_cleanup_free_ char *expected = xasprintf("'%s' changed", names[j]);
			_cleanup_free_ char *config = NULL;

			CHECK_STR(none, NULL);
			put(&f, name, "22");
			why = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
			config = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_CONFIG);
			CHECK_STR(why, expected);
			CHECK_STR(config, strstr(names[j], "Kconfig") ? expected : NULL);
			CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
		}
		tear_down(&f);
	}
}

TEST(what_nothing_was_made_from_is_not_seen)
{
	struct build b = {0};
	struct fixture f = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *why = NULL;

	set_up(&f, &b, "plain");
	CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
	put(&f, "src/fs/other.c", "22");
	put(&f, "build/obj/generated.h", "22");
	why = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
	CHECK_STR(why, NULL);
	tear_down(&f);
}

TEST(a_file_that_is_gone_has_changed)
{
	struct build b = {0};
	struct fixture f = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *why = NULL, *path = NULL;

	set_up(&f, &b, "plain");
	CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
	path = path_join(f.src, "fs/open.h");
	CHECK_OK(fs_remove(path, &e), &e);
	why = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
	CHECK_STR(why, "'fs/open.h' changed");
	tear_down(&f);
}

/* make only compares times: a file restored from an old copy looks as if it had been compiled. */
TEST(old_files_put_back_are_compiled_again)
{
	static const char *const folders[] = {"plain", "with a space"};
	struct build b = {0};

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const struct timespec old[] = {{.tv_sec = 1000000}, {.tv_sec = 1000000}};
		struct fixture f = {0};
		_cleanup_err_ struct err e = ERR_INIT;
		_cleanup_free_ char *cmd = NULL, *header = NULL;

		set_up(&f, &b, folders[i]);
		cmd = path_join(f.k.obj, "fs/.open.o.cmd");
		header = path_join(f.src, "fs/open.h");
		CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
		CHECK_OK(kbuild_deps_forget(&f.k, f.deps, &e), &e);
		CHECK(fs_exists(cmd));
		CHECK_OK(utimensat(AT_FDCWD, header, old, 0), &e);
		CHECK_OK(kbuild_deps_forget(&f.k, f.deps, &e), &e);
		CHECK(!fs_exists(cmd));
		tear_down(&f);
	}
}

/* A second object, in the format of Linux 6.2 and later. */
static void put_other_object(const struct fixture *f)
{
	_cleanup_free_ char *cmd =
		xasprintf("savedcmd_fs/other.o := gcc -c -o fs/other.o %s/fs/other.c\n\n"
			  "source_fs/other.o := %s/fs/other.c\n\n"
			  "deps_fs/other.o := \\\n    $(wildcard include/config/X) \\\n"
			  "  %s/fs/open.h \\\n  ./include/made.h \\\n\n"
			  "fs/other.o: $(deps_fs/other.o)\n",
			  f->k.make_src, f->k.make_src, f->k.make_src);

	put(f, "build/obj/fs/.other.o.cmd", cmd);
	put(f, "build/obj/include/made.h", "1");
	put(f, "build/obj/fs/.not-a-command", "1");
}

static int add_object(void *arg, struct command *c, struct err *e)
{
	_cleanup_free_ char *line = command_line(c);

	strv_addf(arg, "%s: %.4s", c->object, line);
	return 0;
}

TEST(commands_of_either_format)
{
	struct build b = {0};
	struct fixture f = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv found = {0};
	_cleanup_command_ struct command c = {0};
	_cleanup_free_ char *line = NULL;

	set_up(&f, &b, "plain");
	put_other_object(&f);
	CHECK_OK(commands_each(f.k.obj, add_object, &found, &e), &e);
	strv_sort(&found);
	REQUIRE(found.n == 2);
	CHECK_STR(found.v[0], "fs/open.o: gcc ");
	CHECK_STR(found.v[1], "fs/other.o: gcc ");
	CHECK_OK(command_read(&c, f.k.obj, "fs/other.o", &e), &e);
	line = command_line(&c);
	CHECK(str_starts(line, "gcc -c -o fs/other.o /") && str_ends(line, "/fs/other.c"));
	tear_down(&f);
}

/* The objects that were made from the one file, joined. Caller's. */
static char *made_from(const struct fixture *f, const char *file)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv files = {0}, objects = {0};

	strv_add(&files, file);
	CHECK_OK(kbuild_deps_objects(f->deps, &files, &objects, &e), &e);
	strv_sort(&objects);
	return strv_join(&objects, " ");
}

TEST(each_input_knows_its_objects)
{
	static const char *const folders[] = {"plain", "with a space"};
	struct build b = {0};

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		struct fixture f = {0};
		_cleanup_err_ struct err e = ERR_INIT;

		set_up(&f, &b, folders[i]);
		put_other_object(&f);
		CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
		_cleanup_free_ char *c = path_join(f.src, "fs/other.c");
		_cleanup_free_ char *h = path_join(f.src, "fs/open.h");
		_cleanup_free_ char *makefile = path_join(f.src, "fs/Makefile");
		_cleanup_free_ char *one = made_from(&f, c), *both = made_from(&f, h);
		_cleanup_free_ char *generated = made_from(&f, "include/made.h");
		_cleanup_free_ char *absolute = made_from(&f, "generated.h");
		_cleanup_free_ char *none = made_from(&f, makefile);

		CHECK_STR(one, "fs/other.o");
		CHECK_STR(both, "fs/open.o fs/other.o");
		CHECK_STR(generated, "fs/other.o");
		CHECK_STR(absolute, "fs/open.o");
		CHECK_STR(none, "");
		tear_down(&f);
	}
}

TEST(all_changes_are_listed)
{
	struct build b = {0};
	struct fixture f = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv files = {0}, config = {0};

	set_up(&f, &b, "plain");
	CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
	CHECK_INT(kbuild_deps_changes(&f.k, f.deps, KBUILD_DEPS_ALL, &files), 0);
	CHECK_INT(files.n, 0);
	put(&f, "src/fs/open.c", "22");
	put(&f, "src/fs/Kconfig", "22");
	CHECK_INT(kbuild_deps_changes(&f.k, f.deps, KBUILD_DEPS_ALL, &files), 0);
	strv_sort(&files);
	REQUIRE(files.n == 2);
	CHECK(str_ends(files.v[0], "/src/fs/Kconfig") && str_ends(files.v[1], "/src/fs/open.c"));
	CHECK_INT(kbuild_deps_changes(&f.k, f.deps, KBUILD_DEPS_CONFIG, &config), 0);
	CHECK_INT(config.n, 1);
	tear_down(&f);
}

/* It cannot be known whether the compiler saw the old text or the new one. */
TEST(what_changed_during_the_build_counts_as_changed)
{
	struct build b = {0};
	struct fixture f = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *why = NULL;

	set_up(&f, &b, "plain");
	f.later.tv_sec -= 3600;
	CHECK_OK(kbuild_record(&f.k, f.deps, &f.later, &e), &e);
	why = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
	CHECK_CONTAINS(why, "changed");
	tear_down(&f);
}

TEST(no_list_or_a_broken_one)
{
	struct build b = {0};
	struct fixture f = {0};
	_cleanup_free_ char *first = NULL, *broken = NULL, *garbage = NULL;

	set_up(&f, &b, "plain");
	first = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
	CHECK_STR(first, "first build");
	put(&f, "build/deps", "nonsense");
	broken = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
	CHECK_CONTAINS(broken, "cannot be read");
	put(&f, "build/deps", KBUILD_DEPS_HEADING "14\nS 12 nonsense\nobjects\n");
	garbage = kbuild_deps_stale(&f.k, f.deps, KBUILD_DEPS_ALL);
	CHECK_CONTAINS(garbage, "changed");
	tear_down(&f);
}

TEST(messages_have_real_paths)
{
	struct build b = {0};
	_cleanup_kbuild_ struct kbuild k = {0};
	_cleanup_free_ char *text = NULL;

	kbuild_init(&k, &b, "kernel", "/home/a b/linux", "/cache/build/x");
	CHECK(k.namespaced);
	text = kbuild_real_text(&k, "/mnt/src/fs/open.c:1: error: in /mnt/build/obj/x, /mnt/srcs");
	CHECK_STR(text, "fs/open.c:1: error: in /cache/build/x/obj/x, /mnt/srcs");
}

TEST_MAIN()
