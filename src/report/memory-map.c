/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/memory-map.h"

#define PAGES_PART 64 /* a struct page of 64 bytes for each 4096 */

const char *memory_row_name(enum memory_row r)
{
	static const char *const names[MEMORY_ROWS] = {
		[MEMORY_TEXT] = "kernel text",
		[MEMORY_RODATA] = "kernel rodata",
		[MEMORY_DATA] = "kernel data",
		[MEMORY_BSS] = "kernel bss",
		[MEMORY_PADDING] = "padding in the kernel's text",
		[MEMORY_PAGES] = "page structures",
		[MEMORY_RESERVED] = "reserved at boot",
		[MEMORY_SLAB] = "slab",
		[MEMORY_STACKS] = "kernel stacks",
		[MEMORY_TABLES] = "page tables",
		[MEMORY_PERCPU] = "per-CPU data",
		[MEMORY_FILES] = "initramfs, files",
		[MEMORY_PROCESSES] = "processes",
		[MEMORY_OTHER] = "other pages",
	};

	BUG_ON((size_t)r >= MEMORY_ROWS);
	return names[r];
}

/* Puts bytes into the row, at most what is left. */
static void take(struct memory_map *m, enum memory_row row, uint64_t bytes, uint64_t *left)
{
	m->rows[row] = bytes < *left ? bytes : *left;
	*left -= m->rows[row];
}

void memory_map_make(const struct outcome_memory *m, const struct sizes *sizes,
		     struct memory_map *out)
{
	const uint64_t known = m->slab + m->stacks + m->tables;
	uint64_t kept, given;

	*out = (struct memory_map){0};
	if (!m->machine || !m->free || m->total > m->machine || m->free > m->total)
		return;
	out->machine = m->machine;
	out->used = m->machine - m->free;
	kept = m->machine - m->total;
	if (sizes) {
		take(out, MEMORY_TEXT, sizes_total(sizes, SIZE_TEXT), &kept);
		take(out, MEMORY_RODATA, sizes_total(sizes, SIZE_RODATA), &kept);
		take(out, MEMORY_DATA, sizes_total(sizes, SIZE_DATA), &kept);
		take(out, MEMORY_BSS, sizes_total(sizes, SIZE_BSS), &kept);
		take(out, MEMORY_PADDING, sizes->padding, &kept);
	}
	take(out, MEMORY_PAGES, m->machine / PAGES_PART, &kept);
	out->rows[MEMORY_RESERVED] = kept;
	given = m->total - m->free;
	take(out, MEMORY_SLAB, m->slab, &given);
	take(out, MEMORY_STACKS, m->stacks, &given);
	take(out, MEMORY_TABLES, m->tables, &given);
	take(out, MEMORY_PERCPU, m->kernel > known ? m->kernel - known : 0, &given);
	take(out, MEMORY_FILES, m->files, &given);
	take(out, MEMORY_PROCESSES, m->processes, &given);
	out->rows[MEMORY_OTHER] = given;
}
