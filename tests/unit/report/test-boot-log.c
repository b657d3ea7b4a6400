/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/timeline.h"
#include "tests/unit/test.h"

static const char records[] =
	"5,0,0,-;Linux version 6.1.192 #1\n"
	"6,47,20000,-;Memory: 237064K/261752K available (6144K kernel code)\n"
	"6,92,60000,-;devtmpfs: initialized\n"
	" SUBSYSTEM=platform\n"
	"6,93,90000,-;Unpacking initramfs...\n"
	"7,94,96000,-;initcall quick_init+0x0/0x1 returned 0 after 5 usecs\n"
	"6,95,110000,-;Freeing initrd memory: 2328K\n"
	"7,96,112000,-;initcall pty_init+0x0/0x1cd returned 0 after 15774 usecs\n"
	"6,97,120000,-;sched_clock: Marking stable (112000000, 8000000)->(1, -2)\n"
	"6,98,140000,-;Freeing unused kernel image (initmem) memory: 520K\n"
	"14,99,141000,-;Run /user as init process\n"
	"6,100,142000,-;Run /init as init process\n"
	"6,101,990000,-;later\n";

static const struct outcome_times times = {
	.qemu = 30 * NS_PER_MS,
	.zero = 58 * NS_PER_MS,
	.init = 200 * NS_PER_MS,
	.prompt = 210 * NS_PER_MS,
};

static void check_span(const struct span *s, unsigned from_ms, unsigned to_ms)
{
	CHECK_INT(s->from, from_ms * NS_PER_MS);
	CHECK_INT(s->to, to_ms * NS_PER_MS);
}

TEST(records)
{
	struct boot_log l;

	boot_log_read(records, strlen(records), &l);
	CHECK_INT(l.n_lines, 11);
	CHECK_INT(l.marks[MARK_MEMORY], 20000);
	CHECK_INT(l.marks[MARK_RUN_INIT], 142000);
	CHECK_INT(l.ahead_ns, 8000000);
	CHECK_INT(l.n_calls, 2);
	CHECK_STR(l.calls[0].name, "pty_init");
	CHECK_INT(l.calls[0].took_us, 15774);
	CHECK_INT(l.calls[0].at_us, 112000 - 15774);
	CHECK_STR(l.calls[1].name, "quick_init");
	CHECK_INT(l.calls_us, 15779);
	/* those before PID 1 only, the longest first */
	CHECK_INT(l.steps[0].took_us, 40000);
	CHECK_STR(l.steps[0].before, "devtmpfs: initialized");
	CHECK_CONTAINS(l.steps[0].after, "Memory: 237064K");
	CHECK_INT(l.steps[1].took_us, 30000);
	boot_log_free(&l);
}

TEST(two_clocks_of_the_guest_and_one_of_the_host)
{
	struct boot_log l;
	struct timeline t;

	boot_log_read(records, strlen(records), &l);
	timeline_make(&times, &l, &t);
	CHECK_INT(t.total, 210 * NS_PER_MS);
	CHECK_STR(t.names[PHASE_SETUP], "kernel: processor, memory");
	check_span(&t.phases[PHASE_QEMU], 0, 30);
	check_span(&t.phases[PHASE_FIRMWARE], 30, 50);
	check_span(&t.phases[PHASE_SETUP], 50, 70);
	check_span(&t.phases[PHASE_CORE], 70, 110);
	check_span(&t.phases[PHASE_INITCALLS], 110, 190);
	check_span(&t.phases[PHASE_RELEASE], 190, 192);
	check_span(&t.phases[PHASE_EXEC], 192, 200);
	check_span(&t.phases[PHASE_INIT], 200, 210);
	check_span(&t.unpack, 140, 160);
	timeline_free(&t);
	boot_log_free(&l);
}

TEST(without_the_kernels_word_the_clocks_meet_at_pid_1)
{
	static const char text[] =
		"6,1,10000,-;SLUB: HWalign=64\n6,2,150000,-;Run /init as init process\n";
	struct boot_log l;
	struct timeline t;

	boot_log_read(text, strlen(text), &l);
	timeline_make(&times, &l, &t);
	/* 58 + 150 would be 8 ms after the start of /init */
	check_span(&t.phases[PHASE_SETUP], 50, 60);
	check_span(&t.phases[PHASE_CORE], 60, 200);
	CHECK_INT(t.phases[PHASE_INITCALLS].to, 0);
	CHECK_INT(t.phases[PHASE_EXEC].to, 200 * NS_PER_MS);
	timeline_free(&t);
	boot_log_free(&l);
}

TEST(without_records_the_kernel_is_one_phase)
{
	const struct outcome_times t = {
		.qemu = 30, .zero = 58, .kernel = 40, .init = 200, .prompt = 210};
	struct boot_log l;
	struct timeline line;

	boot_log_read("", 0, &l);
	timeline_make(&t, &l, &line);
	CHECK_STR(line.names[PHASE_SETUP], "kernel");
	CHECK_INT(line.phases[PHASE_SETUP].from, 40);
	CHECK_INT(line.phases[PHASE_SETUP].to, 200);
	CHECK_INT(line.phases[PHASE_INIT].to, 210);
	timeline_free(&line);
	boot_log_free(&l);
}

TEST(a_boot_without_a_prompt_has_no_timeline)
{
	const struct outcome_times t = {.qemu = 30, .zero = 58, .kernel = 40, .init = 200};
	struct boot_log l;
	struct timeline line;

	boot_log_read(records, strlen(records), &l);
	timeline_make(&t, &l, &line);
	CHECK_INT(line.total, 0);
	CHECK_INT(line.phases[PHASE_QEMU].to, 0);
	timeline_free(&line);
	boot_log_free(&l);
}

TEST(lines_of_a_console)
{
	static const char text[] =
		"SeaBIOS\r\n[    0.000000] Linux version 5.10.262 (a@b)\r\n[    0.050000] Memory: 1K/2K \033[31m\r\n"
		"[   12.105000] Run /sbin/init as init process\r\n"
		"[    0.5] short\n/ # echo '[    0.000001]'\n";
	struct boot_log l;

	boot_log_read(text, strlen(text), &l);
	CHECK_INT(l.n_lines, 3);
	CHECK_INT(l.marks[MARK_MEMORY], 50000);
	CHECK_INT(l.marks[MARK_RUN_INIT], 12105000);
	CHECK_STR(l.steps[0].after, "Memory: 1K/2K ?[31m");
	boot_log_free(&l);
}

/* Which line marks what depends on the kernel and its configuration. */
TEST(lines_of_one_kernel_or_another)
{
	static const struct {
		const char *text;
		uint64_t memory, initcalls;
	} cases[] = {
		{"6,0,0,-;Linux version 6.10.3 #1\n6,1,5,-;Memory: 1K\n6,2,9,-;devtmpfs: initialized\n",
		 5, 9},
		{"6,0,0,-;Linux version 6.10.3 #1\n6,1,5,-;Memory: 1K\n6,2,7,-;SLUB: HWalign=64\n",
		 7, BOOT_UNKNOWN},
		{"6,0,0,-;Linux version 6.11.0-rc1 #1\n6,1,7,-;SLUB: HWalign=64\n6,2,8,-;Memory: 1K\n",
		 7, 8},
		{"6,0,0,-;Linux version 7.0 #1\n6,2,8,-;Memory: 1K\n6,2,9,-;devtmpfs: initialized\n",
		 BOOT_UNKNOWN, 9},
		{"6,1,5,-;Memory: 1K\n", BOOT_UNKNOWN, BOOT_UNKNOWN},
		{"6,0,0,-;Linux version x.y\n6,1,5,-;Memory: 1K\n", BOOT_UNKNOWN, BOOT_UNKNOWN},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct boot_log l;

		boot_log_read(cases[i].text, strlen(cases[i].text), &l);
		CHECK_INT(l.marks[MARK_MEMORY], cases[i].memory);
		CHECK_INT(l.marks[MARK_INITCALLS], cases[i].initcalls);
		boot_log_free(&l);
	}
}

TEST(a_phase_of_unknown_end_says_so)
{
	static const char text[] =
		"6,1,10000,-;SLUB: HWalign=64\n6,2,20000,-;devtmpfs: initialized\n";
	struct boot_log l;
	struct timeline t;

	boot_log_read(text, strlen(text), &l);
	timeline_make(&times, &l, &t);
	CHECK_STR(t.names[PHASE_CORE], "kernel: scheduler, interrupts");
	CHECK_STR(t.names[PHASE_INITCALLS], "kernel: initcalls to exec of /init");
	CHECK_STR(t.names[PHASE_RELEASE], NULL);
	CHECK_STR(t.names[PHASE_INIT], "/init");
	timeline_free(&t);
	boot_log_free(&l);
}

TEST(marks_that_cannot_be_are_left_out)
{
	static const char text[] =
		"6,1,180000,-;SLUB: HWalign=64\n6,2,1000,-;devtmpfs: initialized\n"
		"6,3,999999999,-;Freeing unused kernel image\n";
	struct boot_log l;
	struct timeline t;

	boot_log_read(text, strlen(text), &l);
	timeline_make(&times, &l, &t);
	check_span(&t.phases[PHASE_SETUP], 58, 59);
	CHECK_INT(t.phases[PHASE_CORE].to, 0);
	check_span(&t.phases[PHASE_INITCALLS], 59, 200);
	CHECK_INT(t.phases[PHASE_RELEASE].to, 0);
	timeline_free(&t);
	boot_log_free(&l);
}

TEST(no_more_initcalls_than_there_is_room_for)
{
	_cleanup_free_ char *text = xcalloc(BOOT_CALLS_MAX + 10, 80);
	struct boot_log l;
	size_t n = 0;

	for (int i = 0; i < BOOT_CALLS_MAX + 10; i++)
		n += (size_t)snprintf(text + n, 80,
				      "7,1,%d,-;initcall f%d returned 0 after 1 usecs\n", i + 1, i);
	boot_log_read(text, n, &l);
	CHECK_INT(l.n_calls, BOOT_CALLS_MAX);
	boot_log_free(&l);
}

TEST_MAIN()
