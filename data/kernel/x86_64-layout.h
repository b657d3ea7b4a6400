/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read before arch/x86/kernel/vmlinux.lds.S. It aligns parts of the kernel to 2 MiB, which leaves about 6 MiB of nothing between
 * them: 4 around the entry code, 2 around .bss..decrypted, of which Linux frees none. Pages will do where nothing maps these parts by
 * themselves, as page table isolation, SRSO's aliases and memory encryption do.
 */
#include <asm/page_types.h>
#include <asm/pgtable_types.h>
#include <linux/const.h>

#if !defined(CONFIG_PAGE_TABLE_ISOLATION) && !defined(CONFIG_MITIGATION_PAGE_TABLE_ISOLATION) &&   \
	!defined(CONFIG_CPU_SRSO) && !defined(CONFIG_MITIGATION_SRSO) &&                           \
	!defined(CONFIG_AMD_MEM_ENCRYPT)
#undef PMD_SIZE
#define PMD_SIZE PAGE_SIZE
#undef HPAGE_SIZE
#define HPAGE_SIZE PAGE_SIZE
#endif
