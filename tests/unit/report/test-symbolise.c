/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "report/crash/symbolise.h"
#include "test.h"

/* Sixteen instructions or more, so that the tests' offsets are inside on any architecture. */
static const char one[] = "static inline __attribute__((always_inline)) void deep(void)\n"
			  "{\n"
			  "	__asm__ volatile(\".rept 16; nop; .endr\");\n"
			  "}\n"
			  "static inline __attribute__((always_inline)) void middle(void)\n"
			  "{\n"
			  "	deep();\n"
			  "}\n"
			  "static __attribute__((noinline, used)) void twin(void)\n"
			  "{\n"
			  "	__asm__ volatile(\".rept 16; nop; .endr\");\n"
			  "}\n"
			  "__attribute__((noinline)) void foo(void)\n"
			  "{\n"
			  "	middle();\n"
			  "}\n"
			  "int main(void)\n"
			  "{\n"
			  "	foo();\n"
			  "	twin();\n"
			  "	return 0;\n"
			  "}\n"
			  "__attribute__((noinline, noreturn)) void die(void)\n"
			  "{\n"
			  "	for (;;)\n"
			  "		__asm__ volatile(\".rept 16; nop; .endr\");\n"
			  "}\n"
			  "__attribute__((noinline)) void dies(void)\n"
			  "{\n"
			  "	__asm__ volatile(\".rept 16; nop; .endr\");\n"
			  "	die();\n"
			  "}\n"
			  "__attribute__((noinline)) void next(void)\n"
			  "{\n"
			  "	__asm__ volatile(\".rept 16; nop; .endr\");\n"
			  "}\n";
static const char two[] = "static __attribute__((noinline, used)) void twin(void)\n"
			  "{\n"
			  "	__asm__ volatile(\".rept 400; nop; .endr\");\n"
			  "}\n";

/* A tree with a program built from it. */
struct fixture {
	char *dir, *program;
};

static void build(struct fixture *f, const char *flags, const char *file)
{
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_free_ char *init = NULL, *main_c = NULL, *two_c = NULL;

	f->dir = temporary_dir("jiffy-test");
	f->program = path_join(f->dir, "program");
	init = path_join(f->dir, "init");
	main_c = path_join(f->dir, file);
	two_c = path_join(init, "two.c");
	CHECK_OK(fs_mkdir_p(init, 0755, &e), &e);
	CHECK_OK(fs_write_str(main_c, one, &e), &e);
	CHECK_OK(fs_write_str(two_c, two, &e), &e);
	strv_addl(&p.argv, "gcc", "-O2", "-o", f->program, NULL);
	strv_split(&p.argv, flags, " ");
	strv_addl(&p.argv, main_c, two_c, NULL);
	CHECK_OK(proc_capture(&p, NULL, &e), &e);
}

static void destroy(struct fixture *f)
{
	_cleanup_err_ struct err e = ERR_INIT;

	CHECK_OK(fs_remove(f->dir, &e), &e);
	free(f->dir);
	free(f->program);
}

static void run(const struct fixture *f, const char *report, const char *tree,
		const struct strv *changed, struct trace *t)
{
	struct symbolise_spec spec = {.vmlinux = f->program, .tree = tree, .changed = changed};
	_cleanup_err_ struct err e = ERR_INIT;

	trace_parse(report, t);
	CHECK_OK(symbolise(t, &spec, &e), &e);
}

#define CHECK_PLACE(p, want_function, want_file, want_line)                                        \
	do {                                                                                       \
		CHECK_STR((p)->function, want_function);                                           \
		CHECK_STR((p)->file, want_file);                                                   \
		CHECK_INT((p)->line, want_line);                                                   \
	} while (0)

TEST(inlined_functions_and_changed_files)
{
	struct fixture f;
	_cleanup_strv_ struct strv changed = {0};
	struct trace t;

	build(&f, "-g", "one.c");
	strv_add(&changed, "one.c");
	run(&f, "RIP: 0010:foo+0x8/0x20\n", f.dir, &changed, &t);
	REQUIRE(t.n == 1 && t.frames[0].n_places == 3);
	CHECK_PLACE(&t.frames[0].places[0], "foo", "one.c", 15);
	CHECK_PLACE(&t.frames[0].places[1], "middle", "one.c", 7);
	CHECK_PLACE(&t.frames[0].places[2], "deep", "one.c", 3);
	CHECK(t.frames[0].places[0].changed && t.frames[0].places[2].changed);
	CHECK_STR(t.hint, NULL);
	trace_free(&t);
	/* a return address belongs to the call before it, so foo's first byte is no line of foo */
	run(&f, "Call Trace:\n foo+0x8/0x20\n", NULL, NULL, &t);
	REQUIRE(t.n == 1 && t.frames[0].n_places == 3);
	CHECK_CONTAINS(t.frames[0].places[0].file, "/one.c");
	CHECK(!t.frames[0].places[0].changed);
	trace_free(&t);
	destroy(&f);
}

/*
 * 'dies' ends with a call that does not return, and 'next' follows it. A kernel that names only the
 * address, as that of arm64 does, calls the return address next+0x0.
 */
TEST(a_return_address_after_a_call_that_does_not_return)
{
	struct fixture f;
	struct trace t;

	build(&f, "-g -fno-align-functions -fno-reorder-functions -fno-toplevel-reorder", "one.c");
	run(&f, "RIP: 0010:next+0x0/0x20\nCall Trace:\n next+0x0/0x20\n", f.dir, NULL, &t);
	REQUIRE(t.n == 2 && t.frames[0].n_places == 1 && t.frames[1].n_places == 1);
	CHECK_STR(t.frames[0].function, "next");
	CHECK_STR(t.frames[0].places[0].function, "next");
	CHECK_STR(t.frames[1].function, "dies");
	CHECK_INT(t.frames[1].offset, t.frames[1].size);
	CHECK_PLACE(&t.frames[1].places[0], "dies", "one.c", 31);
	trace_free(&t);
	destroy(&f);
}

TEST(the_tree_is_recognised_wherever_it_was_when_it_was_compiled)
{
	struct fixture f;
	struct trace t;

	build(&f, "-g1", "init/main.c");
	run(&f, "RIP: 0010:foo+0x8/0x20\n", "/elsewhere", NULL, &t);
	REQUIRE(t.n == 1 && t.frames[0].n_places == 3);
	CHECK_PLACE(&t.frames[0].places[2], "deep", "init/main.c", 3);
	trace_free(&t);
	destroy(&f);
}

TEST(functions_of_one_name_differ_by_size)
{
	struct fixture f;
	struct trace t;

	build(&f, "-g", "one.c");
	run(&f, "RIP: 0010:twin+0x8/0x20\nCall Trace:\n twin+0x8/0x191\n", f.dir, NULL, &t);
	REQUIRE(t.n == 2 && t.frames[0].n_places == 1 && t.frames[1].n_places == 1);
	CHECK_PLACE(&t.frames[0].places[0], "twin", "one.c", 11);
	CHECK_PLACE(&t.frames[1].places[0], "twin", "init/two.c", 3);
	trace_free(&t);
	destroy(&f);
}

TEST(what_cannot_be_found_stays_as_it_is)
{
	struct fixture f;
	struct trace t;

	build(&f, "-g", "one.c");
	run(&f, "Call Trace:\n nowhere+0x8/0x20\n foo+0x8/0x20 [mod]\n foo+0xfffffff0/0x20\n",
	    f.dir, NULL, &t);
	REQUIRE(t.n == 3);
	CHECK_INT(t.frames[0].n_places + t.frames[1].n_places + t.frames[2].n_places, 0);
	trace_free(&t);
	destroy(&f);
}

TEST(frames_in_modules)
{
	struct fixture f;
	_cleanup_free_ char *source = NULL, *ko = NULL;
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_strv_ struct strv modules = {0};
	struct symbolise_spec spec = {.modules = &modules};
	struct trace t;

	build(&f, "-g0", "one.c");
	source = path_join(f.dir, "one.c");
	ko = path_join(f.dir, "my-mod.ko");
	strv_addl(&p.argv, "gcc", "-O2", "-g", "-c", "-o", ko, source, NULL);
	CHECK_OK(proc_capture(&p, NULL, &e), &e);
	strv_addl(&modules, "/nowhere/none.ko", ko, NULL);
	spec.vmlinux = f.program;
	spec.tree = f.dir;
	trace_parse("RIP: 0010:foo+0x8/0x20 [my_mod]\nCall Trace:\n foo+0x8/0x20 [none]\n"
		    " foo+0x8/0x20 [my]\n foo+0x8/0x20\n",
		    &t);
	CHECK_OK(symbolise(&t, &spec, &e), &e);
	REQUIRE(t.n == 4 && t.frames[0].n_places == 3);
	CHECK_PLACE(&t.frames[0].places[0], "foo", "one.c", 15);
	CHECK_PLACE(&t.frames[0].places[2], "deep", "one.c", 3);
	CHECK_INT(t.frames[1].n_places + t.frames[2].n_places + t.frames[3].n_places, 0);
	trace_free(&t);
	destroy(&f);
}

TEST(no_debug_information)
{
	struct fixture f;
	struct trace t;

	build(&f, "-g0", "one.c");
	run(&f, "RIP: 0010:foo+0x8/0x20\n", f.dir, NULL, &t);
	REQUIRE(t.n == 1);
	CHECK_INT(t.frames[0].n_places, 0);
	CHECK_CONTAINS(t.hint, "no debug information");
	trace_free(&t);
	destroy(&f);
}

TEST(no_elf)
{
	struct symbolise_spec spec = {.vmlinux = "/nowhere/vmlinux"};
	_cleanup_err_ struct err e = ERR_INIT;
	struct trace t;

	trace_parse("RIP: 0010:foo+0x8/0x20\n", &t);
	CHECK_INT(symbolise(&t, &spec, &e), -1);
	CHECK_CONTAINS(e.msg, "cannot read the symbols of '/nowhere/vmlinux'");
	trace_free(&t);
}

TEST_MAIN()
