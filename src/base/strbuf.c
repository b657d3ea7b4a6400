/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strbuf.h"

#include <stdio.h>

char *sb_reserve(struct strbuf *sb, size_t n)
{
	size_t need = sb->len + n + 1;

	BUG_ON(need <= sb->len);
	if (need > sb->cap) {
		size_t cap = sb->cap < 32 ? 32 : sb->cap;

		cap = cap > SIZE_MAX - cap / 2 ? need : cap + cap / 2;
		sb->cap = cap < need ? need : cap;
		sb->buf = xrealloc(sb->buf, sb->cap, 1);
		sb->buf[sb->len] = '\0';
	}
	return sb->buf + sb->len;
}

void sb_addn(struct strbuf *sb, const void *p, size_t n)
{
	char *at = sb_reserve(sb, n);

	if (n)
		memcpy(at, p, n);
	at[n] = '\0';
	sb->len += n;
}

void sb_add(struct strbuf *sb, const char *s)
{
	sb_addn(sb, s, strlen(s));
}

void sb_addc(struct strbuf *sb, char c)
{
	sb_addn(sb, &c, 1);
}

void sb_addf(struct strbuf *sb, const char *fmt, ...)
{
	_cleanup_free_ char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	sb_add(sb, s);
}

void sb_truncate(struct strbuf *sb, size_t len)
{
	BUG_ON(len > sb->len);
	sb->len = len;
	if (sb->buf)
		sb->buf[len] = '\0';
}

void sb_consume(struct strbuf *sb, size_t n)
{
	BUG_ON(n > sb->len);
	if (!n)
		return;
	sb->len -= n;
	memmove(sb->buf, sb->buf + n, sb->len);
	sb->buf[sb->len] = '\0';
}

const char *sb_str(const struct strbuf *sb)
{
	return sb->buf ? sb->buf : "";
}

char *sb_detach(struct strbuf *sb)
{
	char *s = sb->buf ? sb->buf : xstrdup("");

	*sb = (struct strbuf){0};
	return s;
}

void sb_free(struct strbuf *sb)
{
	free(sb->buf);
	*sb = (struct strbuf){0};
}
