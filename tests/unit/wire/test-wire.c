/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/wire.h"

#include "tests/unit/test.h"

TEST(a_frame_has_its_documented_bytes)
{
	static const uint8_t expected[] = {
		'J', 'F',  'Y',	 '1', 0x02, 0x80, 0x07, 0x00, 16, 0, 0, 0, /* header */
		24,  0,	   0,	 0,   0,    0,	  0,	0,		   /* rows */
		80,  0x01, 0x02, 0,   0,    0,	  0,	0xff,		   /* cols */
	};
	const struct wire_winsize size = {24, UINT64_C(0xff00000000020150)};
	uint8_t out[64];

	REQUIRE(wire_encode(out, WIRE_WINSIZE, 7, &size, sizeof(size)) == sizeof(expected));
	CHECK(!memcmp(out, expected, sizeof(expected)));
}

TEST(a_frame_is_read_back)
{
	const struct wire_ready sent = {WIRE_VERSION, 123456789012, 42};
	struct wire_ready got;
	struct wire_header h;
	uint8_t out[64];
	bool whole;
	size_t n = wire_encode(out, WIRE_READY, 3, &sent, sizeof(sent));

	CHECK(!wire_parse(out, n, &h, &whole));
	REQUIRE(whole);
	CHECK_INT(h.type, WIRE_READY);
	CHECK_INT(h.stream, 3);
	CHECK_INT(h.length, sizeof(sent));
	REQUIRE(wire_decode(out + WIRE_HEADER, h.length, false, &got, sizeof(got)));
	CHECK_INT(got.version, WIRE_VERSION);
	CHECK_INT(got.sent_ns, 123456789012);
	CHECK_INT(got.init_ns, 42);
}

TEST(an_incomplete_frame_needs_more)
{
	const struct wire_hello hello = {WIRE_VERSION};
	uint8_t out[64];
	size_t n = wire_encode(out, WIRE_HELLO, 0, &hello, sizeof(hello));

	for (size_t part = 0; part < n; part++) {
		struct wire_header h;
		bool whole = true;

		CHECK(!wire_parse(out, part, &h, &whole));
		CHECK(!whole);
	}
}

TEST(a_message_without_payload_is_a_header)
{
	struct wire_header h;
	uint8_t out[16];
	bool whole;

	CHECK_INT(wire_encode(out, WIRE_POWEROFF, 0, NULL, 0), WIRE_HEADER);
	CHECK(!wire_parse(out, WIRE_HEADER, &h, &whole));
	CHECK(whole);
	CHECK_INT(h.length, 0);
}

TEST(garbage_is_seen_at_the_fourth_byte)
{
	struct wire_header h;
	bool whole;

	CHECK(!wire_parse((const uint8_t *)"[  ", 3, &h, &whole));
	CHECK_CONTAINS(wire_parse((const uint8_t *)"[   ", 4, &h, &whole), "not a frame");
	CHECK(!whole);
}

TEST(lengths_are_bounded)
{
	struct wire_header h;
	uint8_t out[WIRE_HEADER];
	bool whole;

	wire_encode(out, WIRE_READY, 0, NULL, 0);
	wire_put(out + 8, WIRE_MAX, 4);
	CHECK(!wire_parse(out, sizeof(out), &h, &whole));
	CHECK(!whole);
	wire_put(out + 8, WIRE_MAX + 1, 4);
	CHECK_CONTAINS(wire_parse(out, sizeof(out), &h, &whole), "too long");
	wire_put(out + 8, UINT32_MAX, 4);
	CHECK_CONTAINS(wire_parse(out, sizeof(out), &h, &whole), "too long");
}

TEST(only_a_newer_peer_may_append_words)
{
	const uint8_t payload[32] = {1};
	struct wire_ready r;

	CHECK(wire_decode(payload, 24, false, &r, sizeof(r)));
	CHECK(!wire_decode(payload, 32, false, &r, sizeof(r)));
	CHECK(wire_decode(payload, 32, true, &r, sizeof(r)));
	CHECK(!wire_decode(payload, 16, true, &r, sizeof(r)));
	CHECK(!wire_decode(payload, 25, true, &r, sizeof(r)));
	CHECK(!wire_decode(payload, 0, true, &r, sizeof(r)));
}

TEST_MAIN()
