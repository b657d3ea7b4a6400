// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/slab.h>

#include "faults.h"

void fault_freed(void)
{
	char *volatile p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	p[8] = 1;
}
