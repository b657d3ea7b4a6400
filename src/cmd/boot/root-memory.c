/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/root-memory.h"

#include "base/strv.h"

#define MIB ((uint64_t)1 << 20)
/* A page has a struct page of 64 bytes. */
#define PAGE_STRUCTS 64

/*
 * What cannot be known exactly. docs/boot.md, "Memory for the initramfs", says what it was measured
 * against.
 */
struct margin {
	uint64_t kernel; /* tables, buffers and holes of the machine */
	unsigned share;	 /* the same, one of so many bytes of memory; 0: none */
	uint64_t inode;	 /* with its directory entry */
	uint64_t spare;	 /* room in the file system */
	uint64_t work;	 /* for drivers and programs, beside the files */
};

static const struct margin least = {.kernel = MIB, .inode = 512};
static const struct margin enough = {
	.kernel = 3 * MIB, .share = 1024, .inode = 2048, .spare = MIB, .work = 16 * MIB};

static uint64_t taken_by_kernel(const struct root_memory *r, uint64_t memory,
				const struct margin *m)
{
	return r->kernel + m->kernel + memory / PAGE_STRUCTS + (m->share ? memory / m->share : 0) +
	       (r->shadow ? memory / r->shadow : 0);
}

static bool fits(const struct root_memory *r, uint64_t memory, const struct margin *m, bool tmpfs)
{
	const uint64_t taken = taken_by_kernel(r, memory, m) + r->archive;
	const uint64_t left = memory > taken ? memory - taken : 0;
	const uint64_t bytes = r->root.bytes + m->spare,
		       links = tmpfs ? 0 : r->root.links * WEIGHT_PAGE,
		       inodes = r->root.files * m->inode;

	if (memory < r->kernel_end + r->archive || left < bytes + links + inodes + m->work)
		return false;
	return !tmpfs || (left / 2 >= bytes &&
			  left / 2 / WEIGHT_PAGE > r->root.files + m->spare / WEIGHT_PAGE);
}

bool root_may_fit(const struct root_memory *r, uint64_t memory)
{
	/* nothing is certain about a kernel of unknown size */
	static const struct margin nothing;
	const struct margin *m = r->kernel ? &least : &nothing;

	return fits(r, memory, m, r->type == ROOT_TMPFS);
}

uint64_t root_enough(const struct root_memory *r)
{
	const bool tmpfs = r->type != ROOT_RAMFS;
	uint64_t low = 0, high = 1; /* MiB: too little, and enough */

	for (; !fits(r, high * MIB, &enough, tmpfs); high *= 2)
		low = high;
	while (high - low > 1) {
		const uint64_t middle = low + (high - low) / 2;

		if (fits(r, middle * MIB, &enough, tmpfs))
			high = middle;
		else
			low = middle;
	}
	return high * MIB;
}

enum root_type root_type(const char *append)
{
	_cleanup_strv_ struct strv words = {0};
	const char *named = NULL;
	bool root = false;

	strv_split(&words, append ? append : "", " \t\n");
	strv_foreach(word, &words) {
		if (str_starts(word, "initramfs_options="))
			return ROOT_OWN;
		if (str_starts(word, "rootfstype="))
			named = word;
		root = root || str_starts(word, "root=");
	}
	if (named ? !strstr(named, "tmpfs") : root)
		return ROOT_RAMFS;
	return ROOT_TMPFS;
}
