/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the machine's memory is at the prompt: rows whose sum is the machine's memory. */
#ifndef JIFFY_REPORT_MEMORY_MAP_H
#define JIFFY_REPORT_MEMORY_MAP_H

#include "image/kernel/sizes.h"
#include "verdict/outcome.h"

enum memory_row {
	MEMORY_TEXT, /* of the kernel's image; these five are 0 when its sizes are not known */
	MEMORY_RODATA,
	MEMORY_DATA,
	MEMORY_BSS,
	MEMORY_PADDING, /* in its code, which aligns parts of it to large pages */
	MEMORY_PAGES,	/* a struct page of 64 bytes for each page of 4 KiB */
	MEMORY_RESERVED, /* what else the kernel took before its allocator ran; the image too when its sizes are not known */
	MEMORY_SLAB,
	MEMORY_STACKS,
	MEMORY_TABLES,
	MEMORY_PERCPU,
	MEMORY_FILES, /* page cache: the unpacked initramfs */
	MEMORY_PROCESSES,
	MEMORY_OTHER, /* pages taken directly, by drivers and the allocator's own lists */
	MEMORY_ROWS,
};

struct memory_map {
	uint64_t machine, used; /* 0: not known; used: the sum of the rows */
	uint64_t rows[MEMORY_ROWS];
};

/* sizes: NULL when not known. The figures are the guest's word: what cannot be is made 0. */
void memory_map_make(const struct outcome_memory *m, const struct sizes *sizes,
		     struct memory_map *out);
const char *memory_row_name(enum memory_row r);

#endif
