/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/taint.h"

#include "test.h"

static char *words_of(uint64_t flags)
{
	_cleanup_strv_ struct strv words = {0};

	taint_words(flags, &words);
	return strv_join(&words, "|");
}

TEST(flags)
{
	static const struct {
		uint64_t flags;
		const char *words;
	} cases[] = {
		{0, ""},
		{1, "P: a proprietary module was loaded"},
		{1 << 9 | 1 << 7, "D: the kernel died: oops or BUG|W: a warning was issued"},
		{1 << 18, "N: an in-kernel test was run"},
		{1 << 19, "J: a program changed a device's firmware"},
		{1 << 20, "bit 20"},
		{UINT64_C(1) << 63, "bit 63"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *words = words_of(cases[i].flags);

		CHECK_STR(words, cases[i].words);
	}
}

TEST_MAIN()
