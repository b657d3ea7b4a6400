/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read before arch/x86/kernel/vmlinux.lds.S, which aligns parts of the kernel to 2 MiB. That leaves
 * gaps of about 6 MiB: 4 around the entry code and 2 around .bss..decrypted, none of which Linux
 * frees. Alignment to pages is enough unless something maps these parts separately: page table
 * isolation, SRSO's aliases or memory encryption.
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
