/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/crash/text.h"
#include "test.h"

#define OOPS                                                                                       \
	"[    2.0] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"              \
	"[    2.0] ------------[ cut here ]------------\n"                                         \
	"[    2.0] CPU: 0 PID: 16 Comm: sh Not tainted 6.1.0 #1\n"                                 \
	"[    2.0] Hardware name: QEMU\n"                                                          \
	"[    2.0] RIP: 0010:foo_open+0x12/0x30\n"                                                 \
	"[    2.0] RAX: 0000\n[    2.0] Call Trace:\n[    2.0]  vfs_open+0x2d/0x30\n"

static struct outcome crashed(enum outcome_word word, char *title, char *tail)
{
	return (struct outcome){.word = word, .title = title, .tail = tail};
}

TEST(a_crash_with_its_trace)
{
	char title[] = "NULL pointer dereference in foo_open", tail[] = OOPS;
	const struct outcome o = crashed(OUTCOME_CRASH, title, tail);
	_cleanup_sb_ struct strbuf out = {0};
	struct trace t;

	trace_parse(o.tail, &t);
	crash_text(&o, &t, &(struct crash_style){0}, &out);
	trace_free(&t);
	CHECK_STR(sb_str(&out), "jiffy: crash: NULL pointer dereference in foo_open\n"
				"  [    2.0] BUG: kernel NULL pointer dereference, address: "
				"0000000000000010\n"
				"  [    2.0] CPU: 0 PID: 16 Comm: sh Not tainted 6.1.0 #1\n"
				"  foo_open+0x12/0x30\n"
				"  vfs_open+0x2d/0x30\n");
}

TEST(without_a_trace_all_lines)
{
	char title[] = "t", tail[] = "one\nCall Trace:\ntwo";
	const struct outcome o = crashed(OUTCOME_VANISHED, title, tail);
	_cleanup_sb_ struct strbuf out = {0};

	crash_text(&o, NULL, &(struct crash_style){0}, &out);
	CHECK_STR(sb_str(&out), "jiffy: vanished: t\n  one\n  Call Trace:\n  two\n");
}

TEST(colour)
{
	char title[] = "t";
	struct trace_place place = {.function = title, .file = title, .line = 3, .changed = true};
	struct trace_frame frame = {.function = title, .places = &place, .n_places = 1};
	const struct trace t = {.frames = &frame, .n = 1};
	const struct outcome o = crashed(OUTCOME_CRASH, title, NULL);
	_cleanup_sb_ struct strbuf out = {0};

	crash_text(&o, &t, &(struct crash_style){.colour = true}, &out);
	CHECK_CONTAINS(sb_str(&out), "\033[1;31mjiffy: crash: t\033[0m\n");
	CHECK_CONTAINS(sb_str(&out), "\033[33m  t+0x0/0x0  t:3  * changed\033[0m\n");
}

TEST(a_hang_with_its_cpus)
{
	char title[] = "t", tail[400] = "", f[] = "idle", file[] = "a.c";
	struct trace_place place = {.function = f, .file = file, .line = 9};
	struct trace_frame cpus[] = {
		{.function = f, .offset = 1, .size = 2, .places = &place, .n_places = 1},
		{.address = 0x401000, .in_program = true},
		{.address = UINT64_C(0xffffffff80000000)}};
	const struct trace t = {.frames = cpus, .n = 3};
	const struct outcome o = crashed(OUTCOME_HANG, title, tail);
	_cleanup_sb_ struct strbuf out = {0};

	for (int i = 0; i < 100; i++)
		strcat(tail, i == 70 ? "70\n" : i == 99 ? "99" : "x\n");
	crash_text(&o, &t, &(struct crash_style){0}, &out);
	CHECK_CONTAINS(sb_str(&out), "jiffy: hang: t\n  x\n");
	CHECK_CONTAINS(sb_str(&out), "  99\n  CPU 0 was at idle+0x1/0x2  a.c:9\n"
				     "  CPU 1 was at 0x401000 (in a program)\n"
				     "  CPU 2 was at 0xffffffff80000000\n");
	CHECK(!strstr(sb_str(&out), "70"));
}

TEST(nothing_when_all_went_well)
{
	char tail[] = "x";
	const struct outcome pass = crashed(OUTCOME_PASS, NULL, tail),
			     fail = crashed(OUTCOME_FAIL, NULL, tail);
	_cleanup_sb_ struct strbuf out = {0};

	crash_text(&pass, NULL, &(struct crash_style){0}, &out);
	crash_text(&fail, NULL, &(struct crash_style){0}, &out);
	CHECK_STR(sb_str(&out), "");
}

TEST_MAIN()
