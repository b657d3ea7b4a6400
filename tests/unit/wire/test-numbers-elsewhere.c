/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire/numbers.h on an architecture with different numbers, some of MIPS's (linux:
 * arch/mips/include/uapi/asm/errno.h, signal.h).
 */
#include "tests/unit/test.h"

#include <errno.h>
#include <signal.h>

#undef EDEADLK
#undef ENAMETOOLONG
#undef ENOTEMPTY
#undef ELOOP
#undef EDQUOT
#undef EILSEQ
#define EDEADLK	     45
#define ENAMETOOLONG 78
#define ENOTEMPTY    93
#define ELOOP	     90
#define EDQUOT	     1133
#define EILSEQ	     88

#undef SIGBUS
#undef SIGUSR1
#undef SIGUSR2
#undef SIGCHLD
#undef SIGPWR
#undef SIGSYS
#define SIGBUS	10
#define SIGUSR1 16
#define SIGUSR2 17
#define SIGCHLD 18
#define SIGPWR	19
#define SIGSYS	12

#include "wire/numbers.c"

/* The other side has the numbers of most architectures. */
TEST(the_wire_has_one_number)
{
	CHECK_INT(wire_error(ENOENT), 2);
	CHECK_INT(wire_error(ENAMETOOLONG), 36);
	CHECK_INT(wire_error(1133), 122);
	CHECK_INT(wire_error_here(122), 1133);
	CHECK_INT(wire_error_here(40), 90);
	CHECK_INT(wire_signal(SIGKILL), 9);
	CHECK_INT(wire_signal(SIGUSR1), 10);
	CHECK_INT(wire_signal(10), 7);
	CHECK_INT(wire_signal_here(10), 16);
	CHECK_INT(wire_signal_here(7), 10);
	CHECK_INT(wire_signal(100), 100);
	CHECK_INT(wire_signal_here(100), 100);
}

/* SIGEMT is 7 here, and in no table: it must not come out as another signal. */
TEST(a_number_that_the_table_lacks)
{
	CHECK_INT(wire_signal(7), WIRE_OTHER + 7);
	/* 16 is SIGSTKFLT there, SIGUSR1 here */
	CHECK_INT(wire_signal_here(WIRE_OTHER + 16), WIRE_OTHER + 16);
	CHECK_INT(wire_error_here(WIRE_OTHER + 512), 512);
	CHECK_INT(wire_error_here(WIRE_OTHER + 1133), WIRE_OTHER + 1133);
}

TEST_MAIN()
