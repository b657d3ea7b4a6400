/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "report/crash/trace.h"
#include "test.h"

#define OOPS                                                                                       \
	"[    2.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"         \
	"[    2.000000] Oops: 0000 [#1] SMP\n"                                                     \
	"[    2.000000][   T45] RIP: 0010:foo_open+0x12/0x30 [foo]\n"                              \
	"[    2.000000] RSP: 0018:ffffc9000000fd50 EFLAGS: 00010246\n"                             \
	"[    2.000000] Call Trace:\n[    2.000000]  <TASK>\n"                                     \
	"[    2.000000]  ? __die+0x1/0x2\n"                                                        \
	"[    2.000000]  do_dentry_open.isra.0+0x123/0x400\n"                                      \
	"[    2.000000]  vfs_open+0x2d/0x30\n"                                                     \
	"[    2.000000] RIP: 0033:0x7f12\n"                                                        \
	"[    2.000000]  </TASK>\n[    2.000000]  late+0x1/0x2\n"

TEST(an_oops)
{
	struct trace t;

	trace_parse(OOPS, &t);
	REQUIRE(t.n == 3);
	CHECK_STR(t.frames[0].function, "foo_open");
	CHECK_STR(t.frames[0].module, "foo");
	CHECK(t.frames[0].exact);
	CHECK_INT(t.frames[0].offset, 0x12);
	CHECK_INT(t.frames[0].size, 0x30);
	CHECK_STR(t.frames[1].function, "do_dentry_open.isra.0");
	CHECK(!t.frames[1].exact && !t.frames[1].module);
	CHECK_STR(t.frames[2].function, "vfs_open");
	trace_free(&t);
}

TEST(other_architectures)
{
	struct trace t;

	trace_parse("[    1.0] pc : foo+0x12/0x30\n[    1.0] lr : bar+0x1/0x2\n"
		    "[    1.0] Call trace:\n[    1.0]  bar+0x1/0x2\n[    1.0] Code: 00000000\n"
		    "[    1.0] ---[ end trace 0 ]---\n late+0x1/0x2\n",
		    &t);
	CHECK_INT(t.n, 2);
	trace_free(&t);
	trace_parse("NIP [c0000000] foo+0x12/0x30\nLR [c0000000] bar+0x1/0x2\nCall Trace:\n"
		    "[c0001] [c0002] bar+0x1/0x2\n[c0001] [c0002] baz+0x1/0x2 (unreliable)\n",
		    &t);
	REQUIRE(t.n == 3);
	CHECK_STR(t.frames[0].function, "foo");
	CHECK_STR(t.frames[2].function, "baz");
	trace_free(&t);
}

/* A panic on arm64: the functions that print the trace come first, and are not shown. */
TEST(a_panic_of_arm64)
{
	_cleanup_sb_ struct strbuf out = {0};
	struct trace t;

	trace_parse("[    0.8] Kernel panic - not syncing: sysrq triggered crash\n"
		    "[    0.8] Call trace:\n[    0.8]  dump_backtrace.part.0+0xb8/0xc4\n"
		    "[    0.8]  show_stack+0x14/0x20\n[    0.8]  dump_stack_lvl+0x68/0x80\n"
		    "[    0.8]  panic+0x150/0x2fc\n[    0.8]  el0_svc+0x14/0x4c\n"
		    "[    0.8] Kernel Offset: disabled\n[    0.8] Memory Limit: none\n",
		    &t);
	CHECK_INT(t.n, 5);
	trace_text(&t, &(struct trace_style){0}, &out);
	CHECK_STR(sb_str(&out), "  panic+0x150/0x2fc\n  el0_svc+0x14/0x4c\n");
	trace_free(&t);
}

TEST(no_trace)
{
	static const char *const none[] = {
		NULL,
		"",
		"Kernel panic - not syncing: x",
		"Call Trace:",
		"Call Trace:\n foo+0x/0x3\n foo+1/2",
		"RIP: ",
		"RIP: 0010:0x0",
		"[[[[",
		" foo+0x1/0x2",
		"BUG: KASAN: x in foo+0x1/0x2",
	};

	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		_cleanup_sb_ struct strbuf out = {0};
		struct trace t;

		trace_parse(none[i], &t);
		CHECK_INT(t.n, 0);
		trace_text(&t, &(struct trace_style){0}, &out);
		CHECK_STR(sb_str(&out), "");
		trace_free(&t);
	}
}

/* As symbolise() would. */
static void place(struct trace_frame *f, const char *function, const char *file, int line)
{
	f->places = xrealloc(f->places, f->n_places + 1, sizeof(*f->places));
	f->places[f->n_places++] = (struct trace_place){
		.function = xstrdup(function), .file = file ? xstrdup(file) : NULL, .line = line};
}

TEST(text)
{
	_cleanup_sb_ struct strbuf out = {0};
	struct trace t;

	trace_parse(
		"Call Trace:\n dump_stack_lvl+0x44/0x5c\n foo.cold+0x12/0x30\n vfs_open+0x2d/0x30\n"
		" x [mod]\n",
		&t);
	REQUIRE(t.n == 3);
	place(&t.frames[1], "foo.cold", "fs/open.c", 123);
	place(&t.frames[1], "bar", "fs/open.c", 99);
	t.frames[1].places[0].changed = true;
	t.hint = xstrdup("try");
	trace_text(&t, &(struct trace_style){.function = "foo"}, &out);
	CHECK_STR(sb_str(&out), "  foo.cold+0x12/0x30  fs/open.c:123  * changed\n"
				"    inlined: bar      fs/open.c:99\n"
				"  vfs_open+0x2d/0x30\n"
				"  hint: try\n");
	trace_free(&t);
}

TEST(what_prints_the_trace_is_left_out)
{
	_cleanup_sb_ struct strbuf out = {0};
	struct trace t;

	trace_parse("Call Trace:\n dump_stack_lvl+0x44/0x5c\n dump_stack+0x1/0x2\n foo+0x1/0x2\n",
		    &t);
	CHECK_INT(t.n, 3);
	trace_text(&t, &(struct trace_style){0}, &out);
	CHECK_STR(sb_str(&out), "  foo+0x1/0x2\n");
	trace_free(&t);
}

TEST(source_around_the_crash)
{
	_cleanup_sb_ struct strbuf out = {0};
	_cleanup_err_ struct err e = ERR_INIT;
	_cleanup_free_ char *dir = temporary_dir("jiffy-test");
	_cleanup_free_ char *file = path_join(dir, "a.c");
	struct trace t;

	CHECK_OK(fs_write_str(file, "one\ntwo\nthree\nfour\nfive\nsix\nseven", &e), &e);
	trace_parse("RIP: 0010:foo+0x1/0x2\n", &t);
	REQUIRE(t.n == 1);
	place(&t.frames[0], "foo", "a.c", 2);
	trace_text(&t, &(struct trace_style){.tree = dir}, &out);
	CHECK_STR(sb_str(&out),
		  "  foo+0x1/0x2  a.c:2\n\n    a.c\n         1  one\n    >    2  two\n"
		  "         3  three\n         4  four\n         5  five\n");
	/* shorter than it was, or gone */
	sb_truncate(&out, 0);
	t.frames[0].places[0].line = 100;
	trace_text(&t, &(struct trace_style){.tree = dir}, &out);
	CHECK_STR(sb_str(&out), "  foo+0x1/0x2  a.c:100\n");
	CHECK_OK(fs_remove(dir, &e), &e);
	trace_text(&t, &(struct trace_style){.tree = dir}, &out);
	trace_free(&t);
}

TEST_MAIN()
