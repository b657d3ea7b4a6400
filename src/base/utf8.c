/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include "base/strbuf.h"

/*
 * The length of the UTF-8 sequence at s; 0: it is not UTF-8 (Unicode 15, table 3-7). The '\0' at
 * the end of s is never a continuation.
 */
static size_t utf8_length(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (s[0] > 0xf4)
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0; /* below: overlong forms */
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xed)
		high = 0x9f; /* surrogates */
	else if (s[0] == 0xf4)
		high = 0x8f; /* above U+10FFFF */
	for (size_t i = 1; i < n; i++) {
		if (s[i] < low || s[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

char *utf8_clean(const char *s)
{
	struct strbuf sb = {0};

	while (*s) {
		size_t n = utf8_length((const unsigned char *)s);

		if (n)
			sb_addn(&sb, s, n);
		else
			sb_add(&sb, "\xef\xbf\xbd");
		s += n ? n : 1;
	}
	return sb_detach(&sb);
}
