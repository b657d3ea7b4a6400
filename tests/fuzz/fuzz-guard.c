/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any makefile. The first line of the input names the object to look for. */
#include "base/util.h"
#include "image/kernel/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	size_t n = strcspn(text, "\n");
	_cleanup_free_ char *object = xstrndup(text, n), *symbol = NULL;
	enum guard guard = guard_find(text + n, object, "CONFIG_A=y\nCONFIG_B=m\n", &symbol);

	BUG_ON((guard == GUARD_OFF) != (symbol != NULL));
	return 0;
}
