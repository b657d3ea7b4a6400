/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/where.h"

#include "test.h"

#define TWO                                                                                        \
	"\r\nCPU#0\r\nRAX=0000000000000000 RBX=ffffffff82a1f600\r\n"                               \
	"R14=0000000000000000 RIP=ffffffff8021912e RFL=00000246 [---Z-P-]\r\n"                     \
	"CPU#1\r\nRAX=1 RIP=0000000000401000 RFL=00000246\r\n"

TEST(each_cpu)
{
	uint64_t pcs[4];

	CHECK_INT(where_parse(TWO, "RIP", pcs, 4), 2);
	CHECK(pcs[0] == UINT64_C(0xffffffff8021912e));
	CHECK(pcs[1] == 0x401000);
	CHECK_INT(where_parse(TWO, "RIP", pcs, 1), 1);
}

TEST(other_architectures)
{
	uint64_t pcs[2];

	/* QEMU: target/arm/cpu.c, target/riscv/cpu.c */
	CHECK_INT(where_parse(" PC=ffff800010010000 X00=0", "PC", pcs, 2), 1);
	CHECK(pcs[0] == UINT64_C(0xffff800010010000));
	CHECK_INT(where_parse(" pc       =ffffffff80000000", "pc", pcs, 2), 1);
	CHECK(pcs[0] == UINT64_C(0xffffffff80000000));
}

TEST(nonsense)
{
	static const char *const none[] = {"",	     "RIP",    "RIP=", "RIP=xyz",
					   "XRIP=1", "RIPX=1", "RIP 1"};
	uint64_t pcs[2];

	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		CHECK_INT(where_parse(none[i], "RIP", pcs, 2), 0);
}

TEST_MAIN()
