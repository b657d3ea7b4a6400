/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/ending.h"

#include <errno.h>
#include <signal.h>

#include "tests/unit/test.h"

static const struct machine_limits limits = {90 * NS_PER_SEC, 500 * NS_PER_MS, 2 * NS_PER_SEC};

static struct outcome judge(enum outcome_word word, bool command, const struct wire_exit *end,
			    struct ending_facts f)
{
	static char prog[] = "prog", *const argv[] = {prog, NULL};
	struct outcome o = {.word = word, .status = word == OUTCOME_PASS ? 0 : 99};

	f.limits = &limits;
	f.command = command ? argv : NULL;
	f.end = end;
	f.console_tail = "tail";
	ending(&f, &o);
	return o;
}

#define FACTS(...) ((struct ending_facts){__VA_ARGS__})

TEST(how_the_command_ended)
{
	static const struct {
		unsigned end;
		int value;
		const char *word;
		int status;
		const char *title;
		enum outcome_end command;
	} cases[] = {
		{WIRE_EXITED, 0, "pass", 0, NULL, OUTCOME_EXITED},
		{WIRE_EXITED, 1, "fail", 1, NULL, OUTCOME_EXITED},
		{WIRE_EXITED, 121, "fail", 121, NULL, OUTCOME_EXITED},
		{WIRE_EXITED, 122, "fail", 121, "the command exited with status 122",
		 OUTCOME_EXITED},
		{WIRE_EXITED, 126, "fail", 126, NULL, OUTCOME_EXITED},
		{WIRE_EXITED, 127, "fail", 127, NULL, OUTCOME_EXITED},
		{WIRE_EXITED, 255, "fail", 121, "the command exited with status 255",
		 OUTCOME_EXITED},
		{WIRE_SIGNALLED_END, SIGSEGV, "fail", 121, "the command was killed by SIGSEGV",
		 OUTCOME_SIGNALLED},
		{WIRE_NOT_RUN, ENOENT, "fail", 127, "'prog' is not there in the guest",
		 OUTCOME_NOT_RUN},
		{WIRE_NOT_RUN, EACCES, "fail", 126,
		 "cannot run 'prog' in the guest: Permission denied", OUTCOME_NOT_RUN},
		{WIRE_NO_TTY, ENOENT, "config-unmet", 125,
		 "the guest's kernel has no pseudo-terminals: No such file or directory",
		 OUTCOME_NOT_RUN},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct wire_exit end = {.end = cases[i].end,
					      .value = (uint64_t)cases[i].value};
		struct outcome o = judge(OUTCOME_PASS, true, &end, FACTS(0));

		CHECK_STR(outcome_name(o.word), cases[i].word);
		CHECK_INT(o.status, cases[i].status);
		CHECK_STR(o.title, cases[i].title);
		CHECK_INT(o.command.end, cases[i].command);
		CHECK_INT(o.command.value, cases[i].value);
		CHECK_STR(o.tail, NULL);
		outcome_free(&o);
	}
}

TEST(limits_that_passed)
{
	static const struct {
		enum deadline passed;
		bool kernel_seen;
		const char *word;
		int status;
		const char *title, *tail;
	} cases[] = {
		{DEADLINE_RUN, true, "timeout", 124, "it took longer than 90 s", "tail"},
		{DEADLINE_BOOT, true, "hang", 123, "/init did not answer within 0.5 s", "tail"},
		{DEADLINE_BOOT, false, "no-boot", 123, "the kernel said nothing within 0.5 s",
		 NULL},
		{DEADLINE_IDLE, true, "hang", 123, "nothing was heard of the guest for 2 s",
		 "tail"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct outcome o = judge(
			OUTCOME_PASS, i & 1, NULL,
			FACTS(.passed = cases[i].passed, .kernel_seen = cases[i].kernel_seen));

		CHECK_STR(outcome_name(o.word), cases[i].word);
		CHECK_INT(o.status, cases[i].status);
		CHECK_STR(o.title, cases[i].title);
		CHECK_STR(o.tail, cases[i].tail);
		outcome_free(&o);
	}
}

TEST(a_guest_that_ended_first)
{
	struct outcome o = judge(OUTCOME_PASS, true, NULL, FACTS(0));

	CHECK_STR(outcome_name(o.word), "vanished");
	CHECK_INT(o.status, 123);
	CHECK_STR(o.title, "the guest restarted before the command had ended");
	CHECK_STR(o.tail, "tail");
	outcome_free(&o);
	o = judge(OUTCOME_PASS, true, NULL, FACTS(.bye = true));
	CHECK_STR(o.title, "the guest powered off before the command had ended");
	outcome_free(&o);
	o = judge(OUTCOME_PASS, true, NULL, FACTS(.broken = "the agent sent x"));
	CHECK_STR(outcome_name(o.word), "vanished");
	CHECK_STR(o.title, "the agent sent x");
	outcome_free(&o);
}

TEST(a_folder_that_cannot_be_mounted)
{
	char host[] = "/h", guest[] = "/g";
	const struct share s = {host, guest, false};
	static const struct {
		int errnum;
		const char *word;
		int status;
		const char *title;
	} cases[] = {
		{ENODEV, "config-unmet", 125, "cannot mount '/h' at '/g': its kernel lacks 9P_FS"},
		{EINVAL, "config-unmet", 125, "its kernel lacks 9P_FS, NET_9P_VIRTIO or"},
		{ENOTDIR, "host-error", 128, "cannot mount '/h' at '/g': Not a directory"},
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		struct outcome o = judge(
			OUTCOME_PASS, i % 2, NULL,
			FACTS(.bye = true, .no_share = &s, .no_share_errno = cases[i / 2].errnum));

		CHECK_STR(outcome_name(o.word), cases[i / 2].word);
		CHECK_INT(o.status, cases[i / 2].status);
		CHECK_CONTAINS(o.title, cases[i / 2].title);
		outcome_free(&o);
	}
}

TEST(what_the_guest_did_stays)
{
	const struct wire_exit end = {.end = WIRE_EXITED, .value = 3};
	struct outcome o = judge(OUTCOME_CRASH, true, &end, FACTS(.passed = DEADLINE_RUN));

	CHECK_STR(outcome_name(o.word), "crash");
	CHECK_INT(o.status, 99);
	CHECK_INT(o.command.end, OUTCOME_EXITED);
	CHECK_INT(o.command.value, 3);
	outcome_free(&o);
	o = judge(OUTCOME_PASS, false, NULL, FACTS(0));
	CHECK_STR(outcome_name(o.word), "pass");
	CHECK_INT(o.status, 0);
	outcome_free(&o);
}

TEST_MAIN()
