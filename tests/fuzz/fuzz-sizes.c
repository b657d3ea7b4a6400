/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel.sizes may be truncated or garbage. What is read can be written, and reads the same. */
#include "image/kernel/sizes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_sb_ struct strbuf one = {0}, two = {0};
	_cleanup_sizes_ struct sizes s = {0}, again = {0};

	sizes_parse((const char *)data, size, &s);
	sizes_text(&s, &one);
	sizes_parse(sb_str(&one), one.len, &again);
	sizes_text(&again, &two);
	BUG_ON(strcmp(sb_str(&one), sb_str(&two)));
	return 0;
}
