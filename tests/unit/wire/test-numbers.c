/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both sides of wire/numbers.h on one architecture. */
#include <errno.h>
#include <signal.h>

#include "wire/numbers.c"

#include "tests/unit/test.h"

TEST(every_number_comes_back)
{
	for (int i = 1; i <= ERROR_MAX; i++)
		CHECK_INT(wire_error_here(wire_error(i)), i);
	for (int i = 1; i <= SIGNAL_MAX; i++)
		CHECK_INT(wire_signal_here(wire_signal(i)), i);
}

TEST(numbers_on_the_wire)
{
	CHECK_INT(wire_error(ENOENT), 2);
	CHECK_INT(wire_error(ENAMETOOLONG), 36);
	CHECK_INT(wire_error(EDQUOT), 122);
	CHECK_INT(wire_error(EHWPOISON), 133);
	CHECK_INT(wire_error(512), WIRE_OTHER + 512);
	CHECK_INT(wire_signal(SIGHUP), 1);
	CHECK_INT(wire_signal(SIGUSR1), 10);
	CHECK_INT(wire_signal(SIGSYS), 31);
	CHECK_INT(wire_signal(64), 64);
	CHECK_INT(wire_signal(16), WIRE_OTHER + 16);
}

TEST(invalid_numbers)
{
	static const uint64_t bad_errors[] = {
		0, 41, 134, WIRE_OTHER, WIRE_OTHER + ERROR_MAX + 1, (uint64_t)-5, UINT64_C(1) << 32,
	};
	static const uint64_t bad_signals[] = {
		0,
		16,
		128,
		WIRE_OTHER,
		WIRE_OTHER + SIGNAL_MAX + 1,
		(uint64_t)-5,
		UINT64_C(1) << 32,
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad_errors); i++)
		CHECK_INT(wire_error_here(bad_errors[i]), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad_signals); i++)
		CHECK_INT(wire_signal_here(bad_signals[i]), 0);
}

TEST(ends_of_a_command)
{
	static const struct {
		uint64_t end, value;
		bool possible;
		int here;
	} cases[] = {
		{WIRE_EXITED, 0, true, 0},
		{WIRE_EXITED, 255, true, 255},
		{WIRE_EXITED, 256, false, 0},
		{WIRE_EXITED, (uint64_t)-1537541815, false, 0},
		{WIRE_SIGNALLED_END, 9, true, SIGKILL},
		{WIRE_SIGNALLED_END, 0, false, 0},
		{WIRE_SIGNALLED_END, (uint64_t)-5, false, 0},
		{WIRE_NOT_RUN, 2, true, ENOENT},
		{WIRE_NOT_RUN, 0, false, 0},
		{WIRE_NO_DIR, 20, true, ENOTDIR},
		{WIRE_NO_TTY, WIRE_OTHER + 512, true, 512},
		{WIRE_NO_TTY, 4096, false, 0},
		{0, 0, false, 0},
		{WIRE_NO_TTY + 1, 1, false, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct wire_exit x = {.end = cases[i].end, .value = cases[i].value};

		CHECK_INT(wire_exit_here(&x), cases[i].possible);
		if (cases[i].possible)
			CHECK_INT(x.value, cases[i].here);
	}
}

TEST(goodbyes)
{
	static const struct {
		uint64_t cause, status;
		bool possible;
		uint64_t here;
	} cases[] = {
		{WIRE_SHELL_ENDED, 3, true, 3},
		{WIRE_SHELL_ENDED, 3 << 8, false, 0},
		{WIRE_SHELL_KILLED, 11, true, SIGSEGV},
		{WIRE_SHELL_KILLED, 0, false, 0},
		{WIRE_NO_SHELL, 8, true, ENOEXEC},
		{WIRE_NO_SHELL, 0, false, 0},
		{WIRE_SIGNALLED, 15, true, SIGTERM},
		{WIRE_SIGNALLED, 200, false, 0},
		{WIRE_ASKED, 0, true, 0},
		{WIRE_ASKED, 1, false, 0},
		{WIRE_NO_SHARE, UINT64_C(7) << 32 | 19, true, UINT64_C(7) << 32 | ENODEV},
		{WIRE_NO_SHARE, UINT64_C(7) << 32, false, 0},
		{0, 0, false, 0},
		{WIRE_SHELL_KILLED + 1, 1, false, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct wire_bye b = {.cause = cases[i].cause, .status = cases[i].status};

		CHECK_INT(wire_bye_here(&b), cases[i].possible);
		if (cases[i].possible)
			CHECK_INT(b.status, cases[i].here);
	}
}

TEST_MAIN()
