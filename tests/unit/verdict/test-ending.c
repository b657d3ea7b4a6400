/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/ending.h"

#include <errno.h>
#include <signal.h>

#include "test.h"

static const struct limits limits = {90 * NS_PER_SEC, 500 * NS_PER_MS, 2 * NS_PER_SEC};

static struct outcome judge(enum outcome_word word, bool command, struct evidence v)
{
	struct outcome o = {.word = word, .status = word == OUTCOME_PASS ? 0 : 99};

	v.limits = &limits;
	v.command = command ? "prog" : NULL;
	v.console_tail = "tail";
	ending(&v, &o);
	return o;
}

#define EVIDENCE(...) ((struct evidence){__VA_ARGS__})

TEST(how_the_command_ended)
{
	static const struct {
		struct outcome_command end;
		bool no_tty;
		const char *word;
		int status;
		const char *title;
	} cases[] = {
		{{OUTCOME_EXITED, 0}, false, "pass", 0, NULL},
		{{OUTCOME_EXITED, 1}, false, "fail", 1, NULL},
		{{OUTCOME_EXITED, 121}, false, "fail", 121, NULL},
		{{OUTCOME_EXITED, 122}, false, "fail", 121, "the command exited with status 122"},
		{{OUTCOME_EXITED, 126}, false, "fail", 126, NULL},
		{{OUTCOME_EXITED, 127}, false, "fail", 127, NULL},
		{{OUTCOME_EXITED, 255}, false, "fail", 121, "the command exited with status 255"},
		{{OUTCOME_SIGNALLED, SIGSEGV},
		 false,
		 "fail",
		 121,
		 "the command was killed by SIGSEGV"},
		{{OUTCOME_NOT_RUN, ENOENT},
		 false,
		 "fail",
		 127,
		 "'prog' was not found in the guest"},
		{{OUTCOME_NOT_RUN, EACCES},
		 false,
		 "fail",
		 126,
		 "cannot run 'prog' in the guest: Permission denied"},
		{{OUTCOME_NOT_RUN, ENOENT},
		 true,
		 "config-unmet",
		 125,
		 "the guest's kernel has no pseudo-terminals: No such file or directory"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct outcome o = judge(OUTCOME_PASS, true,
					 EVIDENCE(.end = cases[i].end, .no_tty = cases[i].no_tty));

		CHECK_STR(outcome_name(o.word), cases[i].word);
		CHECK_INT(o.status, cases[i].status);
		CHECK_STR(o.title, cases[i].title);
		CHECK_INT(o.command.end, cases[i].end.end);
		CHECK_INT(o.command.value, cases[i].end.value);
		CHECK_STR(o.tail, NULL);
		outcome_free(&o);
	}
}

TEST(limits_that_expired)
{
	static const struct {
		enum limit passed;
		bool kernel_seen;
		const char *word;
		int status;
		const char *title, *tail;
	} cases[] = {
		{LIMIT_RUN, true, "timeout", 124, "it took longer than 90 s", "tail"},
		{LIMIT_BOOT, true, "hang", 123, "/init did not answer within 0.5 s", "tail"},
		{LIMIT_BOOT, false, "no-boot", 123, "the kernel said nothing within 0.5 s", NULL},
		{LIMIT_IDLE, true, "hang", 123, "the guest was silent for 2 s", "tail"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct outcome o = judge(
			OUTCOME_PASS, i & 1,
			EVIDENCE(.passed = cases[i].passed, .kernel_seen = cases[i].kernel_seen));

		CHECK_STR(outcome_name(o.word), cases[i].word);
		CHECK_INT(o.status, cases[i].status);
		CHECK_STR(o.title, cases[i].title);
		CHECK_STR(o.tail, cases[i].tail);
		outcome_free(&o);
	}
}

TEST(a_guest_that_ended_first)
{
	struct outcome o = judge(OUTCOME_PASS, true, EVIDENCE(0));

	CHECK_STR(outcome_name(o.word), "vanished");
	CHECK_INT(o.status, 123);
	CHECK_STR(o.title, "the guest restarted before the command had ended");
	CHECK_STR(o.tail, "tail");
	outcome_free(&o);
	o = judge(OUTCOME_PASS, true, EVIDENCE(.bye = true));
	CHECK_STR(o.title, "the guest powered off before the command had ended");
	outcome_free(&o);
	o = judge(OUTCOME_PASS, true, EVIDENCE(.agent_error = "the agent sent x"));
	CHECK_STR(outcome_name(o.word), "vanished");
	CHECK_STR(o.title, "the agent sent x");
	outcome_free(&o);
}

TEST(a_folder_that_cannot_be_mounted)
{
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
		struct outcome o =
			judge(OUTCOME_PASS, i % 2,
			      EVIDENCE(.bye = true, .share_host = "/h", .share_guest = "/g",
				       .share_errno = cases[i / 2].errnum));

		CHECK_STR(outcome_name(o.word), cases[i / 2].word);
		CHECK_INT(o.status, cases[i / 2].status);
		CHECK_CONTAINS(o.title, cases[i / 2].title);
		outcome_free(&o);
	}
}

TEST(output_that_was_lost)
{
	const struct outcome_command end = {OUTCOME_EXITED, 3};
	static const char why[] = "cannot write to stdout: No space left on device";
	struct outcome o = judge(OUTCOME_PASS, true, EVIDENCE(.end = end, .failed = why));

	CHECK_STR(outcome_name(o.word), "host-error");
	CHECK_INT(o.status, 128);
	CHECK_STR(o.title, why);
	CHECK_INT(o.command.value, 3);
	outcome_free(&o);
	/* the guest's own end counts first */
	o = judge(OUTCOME_CRASH, true, EVIDENCE(.failed = why));
	CHECK_STR(outcome_name(o.word), "crash");
	REQUIRE(o.notes.n == 1);
	CHECK_STR(o.notes.v[0], why);
	outcome_free(&o);
}

TEST(the_guests_own_end_counts_first)
{
	const struct outcome_command end = {OUTCOME_EXITED, 3};
	struct outcome o = judge(OUTCOME_CRASH, true, EVIDENCE(.end = end, .passed = LIMIT_RUN));

	CHECK_STR(outcome_name(o.word), "crash");
	CHECK_INT(o.status, 99);
	CHECK_INT(o.command.end, OUTCOME_EXITED);
	CHECK_INT(o.command.value, 3);
	outcome_free(&o);
	o = judge(OUTCOME_PASS, false, EVIDENCE(0));
	CHECK_STR(outcome_name(o.word), "pass");
	CHECK_INT(o.status, 0);
	outcome_free(&o);
}

TEST(transfers)
{
	static const struct {
		const struct evidence_transfer t[2];
		struct outcome_command end;
		bool stopped;
		enum limit passed;
		const char *word, *title, *notes;
	} cases[] = {
		{{{false, "/a", true, NULL}, {true, "/b", true, NULL}},
		 {OUTCOME_EXITED, 0},
		 .word = "pass"},
		{{{false, "/a", true, "full"}, {true, "/b", false, NULL}},
		 {OUTCOME_NO_END, 0},
		 .word = "host-error",
		 .title = "cannot push '/a': full",
		 .notes = "cannot push '/a': full"},
		{{{true, "/a", true, "gone"}, {true, "/b", false, NULL}},
		 {OUTCOME_EXITED, 0},
		 .word = "host-error",
		 .title = "cannot pull '/a': gone",
		 .notes = "cannot pull '/a': gone|cannot pull '/b': the guest ended first"},
		/* the command's own failure says more */
		{{{true, "/a", true, "gone"}, {true, "/b", true, NULL}},
		 {OUTCOME_EXITED, 7},
		 .word = "fail",
		 .notes = "cannot pull '/a': gone"},
		{{{true, "/a", false, NULL}, {true, "/b", false, NULL}},
		 {OUTCOME_NO_END, 0},
		 .word = "vanished",
		 .title = "the guest restarted before the command had ended",
		 .notes = "cannot pull '/a': the guest ended first|"
			  "cannot pull '/b': the guest ended first"},
		{{{true, "/a", false, NULL}, {true, "/b", true, NULL}},
		 {OUTCOME_NO_END, 0},
		 .passed = LIMIT_RUN,
		 .word = "timeout",
		 .title = "it took longer than 90 s",
		 .notes = "cannot pull '/a': the guest ended first"},
		{{{true, "/a", false, NULL}, {true, "/b", true, NULL}},
		 {OUTCOME_EXITED, 0},
		 .stopped = true,
		 .word = "pass"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const bool pushed = cases[i].t[0].failure && !cases[i].t[0].pull;
		struct outcome o =
			judge(OUTCOME_PASS, true,
			      EVIDENCE(.transfers = cases[i].t, .n_transfers = 2,
				       .end = cases[i].end, .bye = pushed,
				       .stopped = cases[i].stopped, .passed = cases[i].passed));
		_cleanup_free_ char *notes = strv_join(&o.notes, "|");

		CHECK_STR(outcome_name(o.word), cases[i].word);
		CHECK_STR(o.title, cases[i].title);
		CHECK_STR(notes, cases[i].notes ? cases[i].notes : "");
		outcome_free(&o);
	}
}

TEST_MAIN()
