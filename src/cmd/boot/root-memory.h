/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much memory a guest needs to unpack its initramfs. While the kernel does so, the archive and
 * the files are both in memory; it frees the archive at the end (linux: init/initramfs.c). A tmpfs
 * takes no more than half of what was free before, and an inode for each two pages of that (linux:
 * mm/shmem.c, shmem_default_max_blocks()). What does not fit is left out: of an entry without an
 * inode, the kernel says nothing. Pure.
 */
#ifndef JIFFY_CMD_BOOT_ROOT_MEMORY_H
#define JIFFY_CMD_BOOT_ROOT_MEMORY_H

#include "image/initramfs/weight.h"

enum root_type {
	ROOT_TMPFS,
	ROOT_RAMFS,
	ROOT_UNKNOWN, /* one of them, or a tmpfs with limits of its own */
};

struct root_memory {
	enum root_type type;
	struct root_weight root;
	uint64_t archive;    /* bytes */
	uint64_t kernel;     /* bytes that its image takes; 0: not known */
	uint64_t kernel_end; /* from the start of RAM; 0: not known */
	unsigned shadow;     /* KASAN takes one of so many bytes; 0: none */
};

/*
 * What the kernel makes its root of (linux: init/do_mounts.c, init_rootfs()). config: the text of
 * its .config, or NULL. append: the user's words for its command line, or NULL.
 */
enum root_type root_type(const char *config, const char *append);
/* False: this much memory is certainly too little. */
bool root_may_fit(const struct root_memory *r, uint64_t memory);
/* Memory that is enough, in whole MiB, with some left to work. Bytes. */
uint64_t root_enough(const struct root_memory *r);

#endif
