/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any answer to "info registers". The first word of the input names the register. */
#include "base/util.h"
#include "vm/qemu/where.h"

#define MOST 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	size_t n = strcspn(text, " \n");
	_cleanup_free_ char *name = xstrndup(text, n);
	uint64_t pcs[MOST];

	if (n)
		BUG_ON(where_parse(text + n, name, pcs, MOST) > MOST);
	return 0;
}
