/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/root-memory.h"
#include "test.h"

#define MIB ((uint64_t)1 << 20)

/* Guests of Linux 6.1 under TCG, and the least memory with which they unpacked everything. */
static const struct {
	struct root_memory r;
	unsigned least_mib;
} measured[] = {
	/* the default root, over a UART */
	{{.archive = 2389232, .root = {427, 2400 << 10, 397}}, 15},
	/* the same, and one incompressible file of 20 or 60 MB */
	{{.archive = 22389232, .root = {428, 22400 << 10, 397}}, 72},
	{{.archive = 62389232, .root = {428, 61000 << 10, 397}}, 189},
	/* 20000 empty files, and 5000 of 3000 bytes */
	{{.archive = 4700000, .root = {20428, 2400 << 10, 397}}, 175},
	{{.archive = 18000000, .root = {5428, 22400 << 10, 397}}, 69},
};

static struct root_memory on_6_1(const struct root_memory *r)
{
	struct root_memory whole = *r;

	whole.kernel = 4560 << 10;
	whole.kernel_end = 6608 << 10;
	return whole;
}

TEST(it_refuses_nothing_that_fits_and_names_what_is_enough)
{
	for (size_t i = 0; i < ARRAY_SIZE(measured); i++) {
		const struct root_memory r = on_6_1(&measured[i].r);
		const uint64_t least = measured[i].least_mib * MIB;

		CHECK(root_may_fit(&r, least));
		CHECK(!root_may_fit(&r, least - 4 * MIB));
		CHECK(root_enough(&r) >= least);
		CHECK(root_enough(&r) <= least + 17 * MIB);
		CHECK(root_may_fit(&r, root_enough(&r)));
	}
}

TEST(a_ramfs_has_no_limit_of_its_own)
{
	struct root_memory r = on_6_1(&measured[2].r);
	const uint64_t tmpfs = root_enough(&r);

	r.type = ROOT_RAMFS;
	CHECK(root_enough(&r) < tmpfs);
	CHECK(root_may_fit(&r, 144 * MIB));
	/* but archive and files must fit */
	CHECK(!root_may_fit(&r, 120 * MIB));
}

TEST(kasan_takes_its_share)
{
	struct root_memory r = on_6_1(&measured[2].r);
	const uint64_t without = root_enough(&r);

	r.shadow = 8;
	CHECK(root_enough(&r) > without * 8 / 7);
}

TEST(of_an_unknown_kernel_only_the_archive_is_certain)
{
	struct root_memory r = measured[2].r;

	CHECK(!root_may_fit(&r, 170 * MIB));
	CHECK(root_may_fit(&r, 189 * MIB));
}

/* An image may name any address. */
TEST(a_kernel_far_up_is_no_endless_search)
{
	struct root_memory r = on_6_1(&measured[0].r);

	r.kernel_end = UINT64_C(1) << 51;
	CHECK(root_enough(&r) >= r.kernel_end + r.archive);
	CHECK(root_enough(&r) <= r.kernel_end + r.archive + MIB);
}

TEST(the_command_line_chooses_the_file_system)
{
	CHECK_INT(root_type(NULL), ROOT_TMPFS);
	CHECK_INT(root_type("quiet"), ROOT_TMPFS);
	CHECK_INT(root_type("quiet rootfstype=ramfs"), ROOT_RAMFS);
	CHECK_INT(root_type("root=/dev/vda"), ROOT_RAMFS);
	CHECK_INT(root_type("root=/dev/vda rootfstype=tmpfs,ext4"), ROOT_TMPFS);
	CHECK_INT(root_type("rootfstype=ramfs initramfs_options=size=80%"), ROOT_OWN);
}

TEST_MAIN()
