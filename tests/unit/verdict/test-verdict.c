/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>

#include "test.h"
#include "verdict/verdict.h"

/* A good end of a guest with the agent. Each test changes what it is about. */
static struct evidence good(void)
{
	return (struct evidence){
		.console_tail = "[    0.000000] Linux version 6.1\n/ # exit",
		.agent_expected = true,
		.ready = true,
		.bye = true,
		.kernel_seen = true,
		.shutdown = "guest-reset",
		.qemu = "/usr/bin/qemu-system-x86_64",
	};
}

#define CHECK_VERDICT(f, want_word, want_status, want_title)                                       \
	do {                                                                                       \
		struct outcome o__ = {0};                                                          \
		verdict(f, &o__);                                                                  \
		CHECK_STR(outcome_name(o__.word), want_word);                                      \
		CHECK_INT(o__.status, want_status);                                                \
		CHECK_STR(o__.title, want_title);                                                  \
		outcome_free(&o__);                                                                \
	} while (0)

TEST(goodbye_is_a_pass)
{
	struct evidence f = good();

	CHECK_VERDICT(&f, "pass", 0, NULL);
	/* it showed an old log */
	f.console_tail = "/ # cat log\n[    1.000000] Kernel panic - not syncing: old\n/ # exit";
	CHECK_VERDICT(&f, "pass", 0, NULL);
}

/* Console lines of guests that did not say goodbye, and their titles; NULL: no crash. */
static const struct {
	const char *tail, *title;
} crashes[] = {
	{"[    1.0] x\n[    1.000000] Kernel panic - not syncing: VFS: Unable to mount root fs",
	 "kernel panic: VFS: Unable to mount root fs"},
	{"Kernel panic - not syncing: No working init found.",
	 "kernel panic: No working init found"},
	{"[    1.000000][    T1] Kernel panic - not syncing: x", "kernel panic: x"},
	{"/ # [    1.000000] Kernel panic - not syncing: x", "kernel panic: x"},
	{"[    1.000000] kernel BUG at fs/open.c:12!\n[    1.100000] Kernel panic - not syncing: "
	 "Fatal exception",
	 "kernel BUG at fs/open.c:12"},
	{"/ # [    1.000000] BUG: unable to handle page fault for address: 00\n"
	 "[    1.100000] Oops: 0000 [#1]\n[    1.100000] RIP: 0010:foo+0x1/0x2",
	 "bad kernel memory access in foo"},
	{"[    1.000000] BUG: a\n[    2.000000] Kernel panic - not syncing: stack-protector: b",
	 "BUG: a"},
	{"[    1.000000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100",
	 "kernel panic: init exited with status 1"},
	{"[    1.000000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b",
	 "kernel panic: init was killed by SIGSEGV"},
	{"[    1.000000] the BUG: is here", NULL},
	{"[[[[[[", NULL},
	{"[", NULL},
	{"", NULL},
	{NULL, NULL},
};

#define NOT_UNPACKED "the kernel could not unpack the initramfs: "

/* What the kernel says about an initramfs that it cannot unpack, and the title. */
static const struct {
	const char *message, *title;
} bad_roots[] = {
	{"Initramfs unpacking failed: write error", NOT_UNPACKED "write error"},
	{"rootfs image is not initramfs (junk within compressed archive); looks like an initrd",
	 NOT_UNPACKED "junk within compressed archive"},
	{"compression method lz4 not configured",
	 NOT_UNPACKED "compression method lz4 not configured"},
	{"INITRD: 0x47000000+0x00248000 is not a memory region",
	 NOT_UNPACKED "INITRD: 0x47000000+0x00248000 is not a memory region"},
};

TEST(a_root_that_is_not_whole_never_passes)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad_roots); i++) {
		const char *text = bad_roots[i].message;
		const struct kmsg_record record = {.text = (char *)text};
		struct evidence f = good();

		/* whatever follows: a command that passed, a panic */
		f.records = &record;
		f.n_records = 1;
		f.command = "true";
		f.end = (struct outcome_command){OUTCOME_EXITED, 0};
		CHECK_VERDICT(&f, "bad-root", 123, bad_roots[i].title);
		f.bye = f.ready = false;
		f.console_tail =
			"[    1.000000] Kernel panic - not syncing: No working init found.";
		CHECK_VERDICT(&f, "bad-root", 123, bad_roots[i].title);
	}
}

TEST(without_records_the_console_shows_that_the_root_is_not_whole)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad_roots); i++) {
		_cleanup_free_ char *head =
			xasprintf("[    0.000000] Linux version 6.1\n[    0.1] %s\n/ # exit",
				  bad_roots[i].message);
		struct evidence f = good();

		/* it came up on the whole of it, so that is an old log */
		f.console_head = head;
		CHECK_VERDICT(&f, "pass", 0, NULL);
		f.agent_expected = f.ready = f.bye = false;
		f.shutdown = "guest-shutdown";
		CHECK_VERDICT(&f, "bad-root", 123, bad_roots[i].title);
	}
}

TEST(the_agent_finds_what_the_kernel_left_out_in_silence)
{
	struct evidence f = good();

	f.bad_root = true;
	CHECK_VERDICT(&f, "bad-root", 123,
		      "the kernel left out a part of the initramfs, and gave no reason");
	f.command = "true";
	CHECK_VERDICT(&f, "bad-root", 123,
		      "the kernel left out a part of the initramfs, and gave no reason");
}

TEST(an_archive_without_its_end_may_lack_init)
{
	struct evidence f = good();

	f.ready = f.bye = false;
	f.console_head = f.console_tail =
		"[    1.000000] Kernel panic - not syncing: No working init found.  Try passing";
	CHECK_VERDICT(&f, "bad-root", 123, "the kernel found no init in the initramfs");
	f.console_tail = "[    1.000000] Kernel panic - not syncing: VFS: Unable to mount root fs "
			 "on unknown-block(0,0)";
	CHECK_VERDICT(&f, "bad-root", 123, "the kernel found no init in the initramfs");
	/* it is there, but cannot run */
	f.console_head = "[    1.000000] Failed to execute /init (error -8)";
	f.console_tail = "[    1.000000] Kernel panic - not syncing: No working init found.";
	CHECK_VERDICT(&f, "crash", 122, "kernel panic: No working init found");
	/* the user named another one, which is not there */
	f.console_head = "[    1.000000] check access for rdinit=/none failed: -2, ignoring";
	CHECK_VERDICT(&f, "crash", 122, "kernel panic: No working init found");
	f.console_head = "[    1.000000] check access for rdinit=/init failed: -2, ignoring";
	CHECK_VERDICT(&f, "bad-root", 123, "the kernel found no init in the initramfs");
}

TEST(an_end_that_was_requested_is_a_good_one)
{
	struct evidence f = good();

	f.bye = false;
	f.console_tail = "/ # reboot -f\n[    1.000000] reboot: Restarting system\n";
	CHECK_VERDICT(&f, "pass", 0, NULL);
	f.console_tail = "/ # [    1.000000] reboot: Power down";
	CHECK_VERDICT(&f, "pass", 0, NULL);
	f.console_tail = "[    1.000000] reboot: Restarting system\nand more";
	CHECK_VERDICT(&f, "vanished", 123, "the guest reset itself without saying goodbye");
}

TEST(crashes_have_titles)
{
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++) {
		struct evidence f = good();

		f.bye = false;
		f.console_tail = crashes[i].tail;
		if (crashes[i].title)
			CHECK_VERDICT(&f, "crash", 122, crashes[i].title);
		else
			CHECK_VERDICT(&f, "vanished", 123,
				      "the guest reset itself without saying goodbye");
	}
}

TEST(a_panic_counts_however_it_ended)
{
	struct evidence f = good();

	f.bye = false;
	f.console_tail = "[    1.000000] Kernel panic - not syncing: x";
	f.user_quit = true;
	CHECK_VERDICT(&f, "crash", 122, "kernel panic: x");
	f.user_quit = false;
	f.qemu_signo = SIGKILL;
	CHECK_VERDICT(&f, "crash", 122, "kernel panic: x");
	f.qemu_signo = 0;
	f.agent_expected = false;
	CHECK_VERDICT(&f, "crash", 122, "kernel panic: x");
}

TEST(an_oops_that_was_survived_is_no_crash)
{
	struct evidence f = good();

	f.console_tail = "[    1.000000] BUG: kernel NULL pointer dereference\n/ #";
	CHECK_VERDICT(&f, "pass", 0, NULL);
	f.bye = false;
	f.user_quit = true;
	CHECK_VERDICT(&f, "pass", 0, NULL);
	f.user_quit = false;
	f.agent_expected = false;
	f.shutdown = "guest-shutdown";
	CHECK_VERDICT(&f, "pass", 0, NULL);
}

TEST(silence)
{
	struct evidence f = good();

	f.bye = f.ready = f.kernel_seen = false;
	f.console_tail = "";
	CHECK_VERDICT(&f, "no-boot", 123, "the guest reset itself before the kernel said a word");
	f.shutdown = NULL;
	CHECK_VERDICT(&f, "no-boot", 123, "the guest ended before the kernel said a word");
	f.kernel_seen = true;
	CHECK_VERDICT(&f, "vanished", 123,
		      "the guest ended without saying goodbye; /init never answered");
}

TEST(a_users_init_says_no_goodbye)
{
	struct evidence f = good();

	f.agent_expected = f.ready = f.bye = false;
	f.shutdown = "guest-shutdown";
	CHECK_VERDICT(&f, "pass", 0, NULL);
	f.shutdown = "guest-reset";
	f.console_tail = "[    0.900000] reboot: Restarting system";
	CHECK_VERDICT(&f, "pass", 0, NULL);
	f.console_tail = "a triple fault says nothing";
	CHECK_VERDICT(&f, "vanished", 123,
		      "the guest reset itself without saying goodbye; /init never answered");
	f.kernel_seen = false;
	CHECK_VERDICT(&f, "no-boot", 123, "the guest reset itself before the kernel said a word");
}

TEST(qemus_own_ends)
{
	struct evidence f = good();
	struct outcome o = {0};

	f.bye = false;
	f.qemu_signo = SIGSEGV;
	f.shutdown = NULL;
	CHECK_VERDICT(&f, "vanished", 123, "'qemu-system-x86_64' was killed by SIGSEGV");
	f.qemu_signo = 0;
	f.qemu_status = 1;
	f.qemu_log = "qemu-system-x86_64: -bogus: invalid option";
	CHECK_VERDICT(&f, "host-error", 128, "'qemu-system-x86_64' exited with status 1");
	verdict(&f, &o);
	CHECK_STR(o.tail, f.qemu_log);
	outcome_free(&o);
}

static struct kmsg_record record(char *text)
{
	return (struct kmsg_record){.level = 4, .text = text};
}

TEST(a_report_that_does_not_count_is_mentioned)
{
	char warning[] = "WARNING: CPU: 0 PID: 1 at fs/open.c:12 foo_open+0x12/0x30";
	const struct kmsg_record records[] = {record(warning)};
	struct evidence f = good();
	struct outcome o = {0};

	f.records = records;
	f.n_records = 1;
	f.command = "true";
	f.end = (struct outcome_command){OUTCOME_EXITED, 0};
	verdict(&f, &o);
	CHECK_STR(outcome_name(o.word), "pass");
	CHECK_STR(o.noticed, "WARNING at fs/open.c:12 in foo_open");
	outcome_free(&o);
	f.fail_on = FAIL_ON_WARN;
	CHECK_VERDICT(&f, "crash", 122, "WARNING at fs/open.c:12 in foo_open");
}

TEST(a_shell_survives_an_oops)
{
	char bug[] = "BUG: kernel NULL pointer dereference, address: 0000000000000010";
	const struct kmsg_record records[] = {record(bug)};
	struct evidence f = good();
	struct outcome o = {0};

	f.records = records;
	f.n_records = 1;
	verdict(&f, &o);
	CHECK_STR(outcome_name(o.word), "pass");
	CHECK_STR(o.noticed, "NULL pointer dereference");
	outcome_free(&o);
}

TEST(lost_records_are_mentioned)
{
	struct evidence f = good();
	struct outcome o = {0};

	f.records_lost = true;
	verdict(&f, &o);
	CHECK_STR(outcome_name(o.word), "pass");
	REQUIRE(o.notes.n == 1);
	CHECK_CONTAINS(o.notes.v[0], "some of the kernel's messages were lost");
	outcome_free(&o);
}

TEST(logs_that_are_not_complete_are_mentioned)
{
	struct evidence f = good();
	struct outcome o = {0};

	f.console_log_errnum = ENOSPC;
	f.kmsg_log_errnum = EFBIG;
	verdict(&f, &o);
	CHECK_STR(outcome_name(o.word), "pass");
	REQUIRE(o.notes.n == 2);
	CHECK_STR(o.notes.v[0], "console.log is not complete: No space left on device");
	CHECK_STR(o.notes.v[1], "kmsg.log is not complete: File too large");
	outcome_free(&o);
}

TEST(words_and_statuses)
{
	static const int statuses[] = {0, 121, 122, 123, 123, 124, 123, 123, 125, 125, 128};

	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
		CHECK_INT(outcome_status((enum outcome_word)i), statuses[i]);
}

TEST(a_new_taint)
{
	struct evidence f = good();
	struct outcome o = {.taint = {true, 1, 1 | 1 << 12}};

	verdict(&f, &o);
	CHECK_STR(outcome_name(o.word), "pass");
	outcome_free(&o);
	o.taint = (struct outcome_taint){true, 1, 1 | 1 << 12};
	f.fail_on = FAIL_ON_TAINT;
	verdict(&f, &o);
	CHECK_STR(outcome_name(o.word), "crash");
	CHECK_STR(o.title, "the kernel is tainted: O: an out-of-tree module was loaded");
	outcome_free(&o);
}

TEST_MAIN()
