/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the machine's memory is used for at the prompt. */
#ifndef JIFFY_REPORT_MEMORY_MAP_H
#define JIFFY_REPORT_MEMORY_MAP_H

#include "image/kernel/sizes.h"
#include "verdict/outcome.h"

enum memory_row {
	MEMORY_TEXT, /* the kernel's image: five rows, 0 if its sizes are not known */
	MEMORY_RODATA,
	MEMORY_DATA,
	MEMORY_BSS,
	MEMORY_PADDING,	 /* its text is aligned to large pages */
	MEMORY_PAGES,	 /* a struct page of 64 bytes for each page of 4 KiB */
	MEMORY_RESERVED, /* what else is not in MemTotal; without sizes, the image too */
	MEMORY_SLAB,
	MEMORY_STACKS,
	MEMORY_TABLES,
	MEMORY_PERCPU,
	MEMORY_FILES, /* page cache: the unpacked initramfs */
	MEMORY_PROCESSES,
	MEMORY_OTHER, /* pages that drivers took directly */
	MEMORY_ROWS,
};

struct memory_map {
	uint64_t machine, used; /* 0: not known; 'used' is the sum of the rows */
	uint64_t rows[MEMORY_ROWS];
};

/* sizes: NULL if not known. If the guest's figures contradict each other, everything is 0. */
void memory_map_make(const struct outcome_memory *m, const struct sizes *sizes,
		     struct memory_map *out);
const char *memory_row_name(enum memory_row r);

#endif
