/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/user/console-text.h"

#include "base/strbuf.h"

#define ESC 0x1b
#define BEL 0x07

/*
 * Length of the escape sequence at p, which begins with ESC (ECMA-48: CSI, OSC, two or three
 * bytes).
 */
static size_t escape_length(const char *p, size_t n)
{
	size_t i = 2;

	if (n < 2)
		return n;
	if (p[1] == '[') {
		while (i < n && p[i] >= 0x20 && p[i] < 0x40)
			i++;
		/* a byte that cannot end it is text */
		return i < n && p[i] >= 0x40 && p[i] < 0x7f ? i + 1 : i;
	}
	if (p[1] == ']') {
		while (i < n && p[i] != BEL && p[i] != ESC && p[i] != '\n')
			i++;
		if (i + 1 < n && p[i] == ESC && p[i + 1] == '\\')
			return i + 2;
		return i < n && p[i] == BEL ? i + 1 : i;
	}
	while (i - 1 < n && p[i - 1] >= 0x20 && p[i - 1] < 0x30)
		i++;
	return i < n ? i : n;
}

static void add_clean(struct strbuf *sb, const char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		unsigned char ch = (unsigned char)p[i];

		if (ch == ESC) {
			i += escape_length(p + i, n - i);
			continue;
		}
		if (ch == '\n' || ch == '\t' || (ch >= 0x20 && ch != 0x7f))
			sb_addc(sb, p[i]);
		i++;
	}
}

char *console_text(const char *p, size_t len, unsigned n)
{
	_cleanup_sb_ struct strbuf sb = {0};
	size_t end, start;

	if (!n)
		return xstrdup("");
	add_clean(&sb, p, len);
	end = sb.len;
	while (end && (sb.buf[end - 1] == '\n' || sb.buf[end - 1] == ' '))
		end--;
	for (start = end; start > 0; start--)
		if (sb.buf[start - 1] == '\n' && !--n)
			break;
	return xstrndup(sb_str(&sb) + start, end - start);
}
