/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "verdict/kmsg.h"

TEST(a_record_of_the_kernel)
{
	static const char raw[] = "4,1234,5678901,-;BUG: x\n SUBSYSTEM=pci\n DEVICE=+pci:0\n";
	struct kmsg_record r;

	REQUIRE(kmsg_parse(raw, strlen(raw), &r));
	CHECK_INT(r.facility, KMSG_KERNEL);
	CHECK_INT(r.level, 4);
	CHECK_INT(r.seq, 1234);
	CHECK_INT(r.time_us, 5678901);
	CHECK_STR(r.text, "BUG: x");
	kmsg_free(&r);
}

TEST(a_program_has_a_facility_of_its_own)
{
	static const char raw[] = "12,7,42,-,caller=T1,more;Kernel panic - not syncing: x\n";
	struct kmsg_record r;

	REQUIRE(kmsg_parse(raw, strlen(raw), &r));
	CHECK_INT(r.facility, 1);
	CHECK_INT(r.level, 4);
	CHECK_STR(r.text, "Kernel panic - not syncing: x");
	kmsg_free(&r);
}

TEST(escapes)
{
	static const char raw[] = "6,1,2,-;a\\x0ab\\x5cc\\x1b[31m\\x00\\xc3\\xa4 \\x \\xg1 \\x4";
	struct kmsg_record r;

	REQUIRE(kmsg_parse(raw, strlen(raw), &r));
	CHECK_STR(r.text, "a\nb\\c?[31m?\xc3\xa4 \\x \\xg1 \\x4");
	kmsg_free(&r);
}

TEST(an_empty_text)
{
	struct kmsg_record r;

	REQUIRE(kmsg_parse("6,1,2,c;", 8, &r));
	CHECK_STR(r.text, "");
	kmsg_free(&r);
}

TEST(malformed_records)
{
	static const char *const bad[] = {
		"",	      "6",
		"6,",	      "6,1,2,-",
		"6,1,2;x",    "-1,1,2,-;x",
		"a,1,2,-;x",  "6,,2,-;x",
		" 6,1,2,-;x", "99999,1,2,-;x",
		"6,1,x,-;x",  "6,99999999999999999999,2,-;x",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct kmsg_record r;

		CHECK(!kmsg_parse(bad[i], strlen(bad[i]), &r));
		CHECK(!r.text);
	}
}

TEST_MAIN()
