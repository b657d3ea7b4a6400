/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "verdict/crash.h"

#define CHECK_CRASH(source, want_title, want_text)                                                 \
	do {                                                                                       \
		struct crash c__;                                                                  \
		CHECK_INT(crash_find(source, &c__), (want_title) != NULL);                         \
		CHECK_STR(c__.title, want_title);                                                  \
		if (want_text)                                                                     \
			CHECK_STR(c__.text, want_text);                                            \
		crash_free(&c__);                                                                  \
	} while (0)

#define OOPS                                                                                       \
	"[    2.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"         \
	"[    2.000100] Oops: 0000 [#1] SMP\n"                                                     \
	"[    2.000200] RIP: 0010:foo_open+0x12/0x30\n"                                            \
	"[    2.000300] ---[ end trace 0000000000000000 ]---\n"
#define FATAL "[    2.000400] Kernel panic - not syncing: Fatal exception\n"

TEST(the_cause_wins_over_what_follows)
{
	struct crash_source s = {.ended = true};

	s.console = "[    1.000000] Linux\n" OOPS FATAL "[    2.000500] Kernel Offset: disabled\n";
	CHECK_CRASH(
		&s, "NULL pointer dereference in foo_open",
		"[    2.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"
		"[    2.000100] Oops: 0000 [#1] SMP\n"
		"[    2.000200] RIP: 0010:foo_open+0x12/0x30\n"
		"[    2.000300] ---[ end trace 0000000000000000 ]---\n"
		"[    2.000400] Kernel panic - not syncing: Fatal exception");
	/* the reports did no damage: the one that did counts */
	s.console = "[    1.000000] WARNING: inconsistent lock state\n" OOPS;
	CHECK_CRASH(&s, "NULL pointer dereference in foo_open", NULL);
	s.console = "[    1.000000] WARNING: inconsistent lock state\n"
		    "[    2.000000] Kernel panic - not syncing: sysrq triggered crash\n";
	CHECK_CRASH(&s, "kernel panic: sysrq triggered crash", NULL);
	s.console = "[    1.000000] BUG: KASAN: use-after-free in foo+0x1/0x2\n" OOPS FATAL;
	CHECK_CRASH(&s, "KASAN: use-after-free in foo", NULL);
	s.console = "[    1.000000] INFO: task foo:1 blocked for more than 120 seconds.\n"
		    "[    2.000000] Kernel panic - not syncing: hung_task: blocked tasks\n";
	CHECK_CRASH(&s, "task 'foo' hung", NULL);
	/* what follows a panic does not count */
	s.console = "[    1.000000] Kernel panic - not syncing: a\n" OOPS;
	CHECK_CRASH(&s, "kernel panic: a", NULL);
}

TEST(a_warning_counts_on_request_or_if_it_led_to_a_panic)
{
	struct crash_source s = {
		.console = "[    1.000000] x\n"
			   "[    2.000000] ------------[ cut here ]------------\n"
			   "[    2.000000] foo is 3\n"
			   "[    2.000100] WARNING: CPU: 0 PID: 1 at fs/foo.c:12 foo+0x1/0x2\n"
			   "[    2.000200] ---[ end trace 0000000000000000 ]---\n"
			   "[    3.000000] y\n"};

	CHECK_CRASH(&s, NULL, NULL);
	s.warnings = true;
	CHECK_CRASH(&s, "WARNING at fs/foo.c:12 in foo",
		    "[    2.000000] ------------[ cut here ]------------\n"
		    "[    2.000000] foo is 3\n"
		    "[    2.000100] WARNING: CPU: 0 PID: 1 at fs/foo.c:12 foo+0x1/0x2\n"
		    "[    2.000200] ---[ end trace 0000000000000000 ]---");
	s.warnings = false;
	s.console = "[    2.000100] WARNING: CPU: 0 PID: 1 at fs/foo.c:12 foo+0x1/0x2\n"
		    "[    2.000200] Kernel panic - not syncing: kernel: panic_on_warn set ...\n";
	CHECK_CRASH(&s, "WARNING at fs/foo.c:12 in foo", NULL);
}

TEST(what_a_program_prints_does_not_count)
{
	struct crash_source s = {0};

	/* no time stamp, although the kernel prints them */
	s.console = "[    1.000000] Linux\nKernel panic - not syncing: x\nBUG: y\n";
	CHECK_CRASH(&s, NULL, NULL);
	/* this boot's log again */
	s.console = "[    1.000000] Linux\n/ # dmesg\n[    0.500000] BUG: y\n"
		    "[    0.600000] Kernel panic - not syncing: x\n/ # ";
	CHECK_CRASH(&s, NULL, NULL);
	/* an old log, followed by new lines */
	s.console = "[    1.000000] Linux\n/ # cat log\n"
		    "[    9.000000] Kernel panic - not syncing: x\n/ # ";
	CHECK_CRASH(&s, NULL, NULL);
	/* a panic counts, whatever was shown before it */
	s.console = "[    1.000000] Linux\n/ # cat log\n[    9.000000] x\n"
		    "/ # [    2.000000] Kernel panic - not syncing: sysrq triggered crash\n"
		    "[    2.100000] Kernel Offset: disabled\n\nQEMU: Terminated\n";
	CHECK_CRASH(&s, "kernel panic: sysrq triggered crash", NULL);
}

TEST(a_program_on_another_cpu_may_print_into_a_panic)
{
	struct crash_source s = {.console =
					 "[    1.000000] Kernel panic - not syncing: x\nflood\n"};

	CHECK_CRASH(&s, NULL, NULL);
	s.ended = true;
	CHECK_CRASH(&s, "kernel panic: x", NULL);
}

TEST(a_report_ends_where_the_next_begins)
{
	struct crash_source s = {
		.console = "[    1.0] ====\n[    1.0] x\n[    1.0] ==================\n"
			   "[    1.0] BUG: KASAN: double-free in foo+0x1/0x2\n"
			   "[    1.0] \n[    1.0] CPU: 0\n"
			   "[    1.0] ==================\n[    1.0] more\n"};

	CHECK_CRASH(&s, "KASAN: double-free in foo",
		    "[    1.0] ==================\n"
		    "[    1.0] BUG: KASAN: double-free in foo+0x1/0x2\n"
		    "[    1.0] \n[    1.0] CPU: 0\n[    1.0] ==================");
	s.console =
		"[    1.0] Kernel BUG at foo+0x1/0x2 [x]\n[    1.0] CPU: 0\n/ # \n[    1.0] x\n";
	CHECK_CRASH(&s, "kernel BUG in foo",
		    "[    1.0] Kernel BUG at foo+0x1/0x2 [x]\n[    1.0] CPU: 0");
}

static struct kmsg_record kernel(uint64_t ms, char *text)
{
	return (struct kmsg_record){.time_us = ms * 1000, .level = 1, .text = text};
}

/* Real consoles of Linux 6.1, shortened; "boot" stands for what came before the trouble. */
static const struct {
	const char *console, *title;
} starts[] = {
	{"[    1.0] VFS: Cannot open root device \"\" or unknown-block(0,0): error -6\n"
	 "[    1.0] Please append a correct \"root=\" boot option; here are the available partitions:\n"
	 "[    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n",
	 "kernel panic: VFS: Unable to mount root fs on unknown-block(0,0)"},
	{"[    1.0] Failed to execute /none (error -2)\n"
	 "[    1.0] Run /sbin/init as init process\n"
	 "[    1.0] Starting init: /bin/sh exists but couldn't execute it (error -8)\n"
	 "[    1.0] Kernel panic - not syncing: No working init found.  Try passing init= option\n",
	 "kernel panic: No working init found"},
	{"[    1.0] check access for rdinit=/none failed: -2, ignoring\n"
	 "[    1.0] Kernel panic - not syncing: Requested init /none failed (error -2).\n",
	 "kernel panic: init '/none' failed (error -2)"},
	{"[    1.0] init[1]: segfault at 0 ip 401000 sp 7ffe0 error 6 in init[401000+1000]\n"
	 "[    1.0] Code: 00 00\n"
	 "[    1.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b\n",
	 "kernel panic: init was killed by SIGSEGV"},
	{"[    1.0] traps: init[1] trap invalid opcode ip:401000 sp:7ffe0 error:0 in init[401000]\n"
	 "[    1.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000004\n",
	 "kernel panic: init was killed by SIGILL"},
	{"[    1.0] sysrq: Trigger a crash\n"
	 "[    1.0] Kernel panic - not syncing: sysrq triggered crash\n",
	 "kernel panic: sysrq triggered crash"},
	{"[    1.0] awk invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
	 "[    1.0] CPU: 0 PID: 17 Comm: awk Not tainted 6.1.192 #1\n"
	 "[    1.0] Mem-Info:\n"
	 "[    1.0] Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled\n",
	 "out of memory: compulsory panic_on_oom is enabled"},
	{"[    1.0] Kernel panic - not syncing: asked for 42\n[    1.0] CPU: 0\n",
	 "kernel panic: asked for 42"},
	{"[    1.0] ------------[ cut here ]------------\n[    1.0] kernel BUG at fs/foo.c:12!\n"
	 "[    1.0] invalid opcode: 0000 [#1] NOPTI\n[    1.0] RIP: 0010:foo_open+0x12/0x30\n"
	 "[    1.0] ---[ end trace 0000000000000000 ]---\n"
	 "[    1.0] Kernel panic - not syncing: Fatal exception in interrupt\n",
	 "kernel BUG at fs/foo.c:12 in foo_open"},
};

#define BOOT                                                                                       \
	"[    0.1] Freeing unused kernel image (initmem) memory: 520K\n"                           \
	"[    0.2] Run /init as init process\n[    0.2]   with arguments:\n[    0.2]     /init\n"

/* Whatever was said before, and whether it came as a record or on the console. */
TEST(the_report_starts_where_the_trouble_does)
{
	char arguments[] = "  with arguments:", init[] = "    /init", run[] = "Run /init";
	struct kmsg_record r[] = {kernel(200, run), kernel(200, arguments), kernel(200, init)};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		_cleanup_free_ char *verbose = xasprintf(BOOT "%s", starts[i].console);
		const size_t n = strlen(starts[i].console) - 1;
		_cleanup_free_ char *want = xstrndup(starts[i].console, n);
		struct crash_source s = {.ended = true, .console = starts[i].console};

		CHECK_CRASH(&s, starts[i].title, want);
		s.console = verbose;
		CHECK_CRASH(&s, starts[i].title, want);
		s.records = r;
		s.n_records = ARRAY_SIZE(r);
		CHECK_CRASH(&s, starts[i].title, want);
		s.console = starts[i].console;
		CHECK_CRASH(&s, starts[i].title, want);
	}
}

TEST(records_are_certain)
{
	char old[] = "Linux version 6.1", fake[] = "Kernel panic - not syncing: x",
	     bug[] = "Kernel BUG at foo+0x1/0x2 [x]\nCPU: 0";
	struct kmsg_record r[] = {kernel(0, old), kernel(1500, fake), kernel(2000, bug)};
	struct crash_source s = {.records = r, .n_records = 2};

	/* a program wrote it to /dev/kmsg, and to the console before the last record */
	r[1].facility = 1;
	s.console = "[    0.000000] Linux\n[    1.200000] Kernel panic - not syncing: x\n";
	CHECK_CRASH(&s, NULL, NULL);
	s.n_records = 3;
	CHECK_CRASH(&s, "kernel BUG in foo",
		    "[    2.000000] Kernel BUG at foo+0x1/0x2 [x]\n[    2.000000] CPU: 0");
	/* the agent is dead: the console shows what is newer */
	s.console = "[    2.000000] Kernel BUG at foo+0x1/0x2 [x]\n[    2.000000] CPU: 0\n"
		    "[    2.100000] Kernel panic - not syncing: Fatal exception\n";
	CHECK_CRASH(&s, "kernel BUG in foo",
		    "[    2.000000] Kernel BUG at foo+0x1/0x2 [x]\n[    2.000000] CPU: 0\n"
		    "[    2.100000] Kernel panic - not syncing: Fatal exception");
	s.n_records = 2;
	s.console = "[    1.500000] x\n[    2.100000] Kernel panic - not syncing: y\n";
	CHECK_CRASH(&s, "kernel panic: y", NULL);
}

static void check_source(const struct crash_source *s, bool recorded, bool doubtful)
{
	struct crash c;

	CHECK(crash_find(s, &c));
	CHECK_INT(c.recorded, recorded);
	CHECK_INT(c.doubtful, doubtful);
	crash_free(&c);
}

/* A program pretends a panic, and the guest ends. */
TEST(a_kernel_that_goes_on_did_not_panic)
{
	char old[] = "Linux version 6.1";
	struct kmsg_record r[] = {kernel(500, old)};
	struct crash_source s = {.records = r, .n_records = 1, .ended = true};

	s.console =
		"[    2.0] Kernel panic - not syncing: x\n[    2.1] reboot: Restarting system\n";
	CHECK_CRASH(&s, NULL, NULL);
	s.ended = false;
	CHECK_CRASH(&s, NULL, NULL);
	s.ended = true;
	/* its stamp is far in the future */
	s.console = "[   99.0] Kernel panic - not syncing: x\n[   99.0] CPU: 0\n"
		    "[    2.1] sysrq: Resetting\n";
	CHECK_CRASH(&s, NULL, NULL);
	/* only a program can write such a line after it, and not after a real panic */
	s.console = "[    2.0] Kernel panic - not syncing: x\nsysrq: Resetting\n";
	CHECK_CRASH(&s, "kernel panic: x", NULL);
	/* the same without records, and without stamps */
	s.n_records = 0;
	s.console = "[    2.0] Kernel panic - not syncing: x\n[    2.1] sysrq: Resetting\n";
	CHECK_CRASH(&s, NULL, NULL);
	s.console = "Kernel panic - not syncing: x\nsysrq: Resetting\n";
	CHECK_CRASH(&s, NULL, NULL);
	s.n_records = 1;
	CHECK_CRASH(&s, NULL, NULL);
	/* a panic that somebody caused on purpose comes after sysrq's line */
	s.console = "sysrq: Trigger a crash\nKernel panic - not syncing: sysrq triggered crash\n";
	CHECK_CRASH(&s, "kernel panic: sysrq triggered crash", NULL);
}

TEST(where_a_crash_was_seen)
{
	char old[] = "Linux version 6.1", bug[] = "Kernel BUG at foo+0x1/0x2 [x]";
	struct kmsg_record r[] = {kernel(500, old), kernel(2000, bug)};
	struct crash_source s = {.records = r, .n_records = 1, .ended = true};

	s.console = "[    2.0] Kernel panic - not syncing: x\n[    2.0] Kernel Offset: disabled\n";
	check_source(&s, false, false);
	s.console = "[    2.0] Kernel panic - not syncing: x\nQEMU: Terminated\n";
	check_source(&s, false, true);
	s.n_records = 2;
	check_source(&s, true, false);
	/* nothing to compare it with */
	s.n_records = 0;
	check_source(&s, false, false);
}

/* Lines of one message share a stamp; some may have come as records. */
TEST(the_console_goes_on_where_the_records_end)
{
	char bug[] = "Kernel BUG at foo+0x1/0x2 [x]", cpu[] = "CPU: 0";
	struct kmsg_record r[] = {kernel(2000, bug), kernel(2000, cpu)};
	struct crash_source s = {.records = r, .n_records = 2, .ended = true};

	s.console = "[    2.000000] Kernel BUG at foo+0x1/0x2 [x]\n[    2.000000] CPU: 0\n"
		    "[    2.000000] Call Trace:\n[    2.000100]  bar+0x1/0x2\n";
	CHECK_CRASH(&s, "kernel BUG in foo",
		    "[    2.000000] Kernel BUG at foo+0x1/0x2 [x]\n[    2.000000] CPU: 0\n"
		    "[    2.000000] Call Trace:\n[    2.000100]  bar+0x1/0x2");
}

TEST(a_kernel_without_time_stamps)
{
	char old[] = "Linux version 6.1";
	struct kmsg_record r[] = {kernel(0, old)};
	struct crash_source s = {.records = r, .n_records = 1};

	s.console = "Linux version 6.1\nBUG: x\nmore\n";
	CHECK_CRASH(&s, NULL, NULL);
	s.console = "Linux version 6.1\nBUG: x\n/ # Kernel panic - not syncing: Fatal exception\n";
	CHECK_CRASH(&s, "BUG: x", NULL);
	s.n_records = 0;
	s.console = "Linux version 6.1\n/ # Kernel panic - not syncing: y\n";
	CHECK_CRASH(&s, "kernel panic: y", NULL);
}

TEST(blanks_are_no_title)
{
	struct crash_source s = {.console = "   : 0401 [#1]\n", .ended = true};

	CHECK_CRASH(&s, NULL, NULL);
	s.console = "die now: 0401 [#1]\n";
	CHECK_CRASH(&s, "die now", NULL);
}

TEST(an_empty_log)
{
	struct crash_source s = {0};

	CHECK_CRASH(&s, NULL, NULL);
	s.console = "";
	CHECK_CRASH(&s, NULL, NULL);
	s.console = "[\n[[[[[\n[    ]\n[ 1.]\n[ .1]\n[1.000000";
	CHECK_CRASH(&s, NULL, NULL);
}

TEST_MAIN()
