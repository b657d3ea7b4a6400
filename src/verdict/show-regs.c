/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/show-regs.h"

/* linux: arch/ARCH/kernel/process*.c and traps.c */
const char *const show_regs_words[] = {
	"RIP: ",       /* x86_64 */
	"EIP: ",       /* i386 */
	"pc : ",       /* arm64 */
	"PC is at ",   /* arm, sh */
	"pc is at ",   /* alpha */
	"epc : ",      /* riscv */
	"epc   : ",    /* mips */
	"era   : ",    /* loongarch */
	"NIP [",       /* powerpc */
	"Krnl PSW : ", /* s390 */
	"TPC: <",      /* sparc64 */
	"IAOQ[0]: ",   /* parisc */
	"PC: [<",      /* m68k */
	NULL,
};

bool show_regs_is_pointer(const char *message)
{
	message += strspn(message, " ");
	for (size_t i = 0; show_regs_words[i]; i++)
		if (str_starts(message, show_regs_words[i]))
			return true;
	return false;
}
