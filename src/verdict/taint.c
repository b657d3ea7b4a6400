/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/taint.h"

static const struct {
	char letter;
	const char *meaning;
} flags_by_bit[] = {
	{'P', "a proprietary module was loaded"},
	{'F', "a module was force loaded"},
	{'S', "the hardware is out of specification"},
	{'R', "a module was force unloaded"},
	{'M', "a machine check was reported"},
	{'B', "a bad page was referenced"},
	{'U', "a program asked for it"},
	{'D', "the kernel died: oops or BUG"},
	{'A', "an ACPI table was overridden"},
	{'W', "a warning was issued"},
	{'C', "a staging driver was loaded"},
	{'I', "a firmware bug was worked around"},
	{'O', "an out-of-tree module was loaded"},
	{'E', "an unsigned module was loaded"},
	{'L', "a soft lockup occurred"},
	{'K', "the kernel was live patched"},
	{'X', "auxiliary, defined by distributions"},
	{'T', "built with randomised structures"},
	{'N', "an in-kernel test was run"},
	{'J', "a program changed a device's firmware"},
};

void taint_words(uint64_t flags, struct strv *out)
{
	for (unsigned bit = 0; bit < 64; bit++) {
		if (!(flags >> bit & 1))
			continue;
		if (bit < ARRAY_SIZE(flags_by_bit))
			strv_addf(out, "%c: %s", flags_by_bit[bit].letter,
				  flags_by_bit[bit].meaning);
		else
			strv_addf(out, "bit %u", bit);
	}
}
