/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing byte string. Invariants: buf is NULL only while cap is 0; else buf[len] is '\0'. It may hold
 * '\0' bytes. sb_str() is never NULL.
 */
#ifndef JIFFY_BASE_STRBUF_H
#define JIFFY_BASE_STRBUF_H

#include "base/util.h"

struct strbuf {
	char *buf;
	size_t len, cap;
};

#define _cleanup_sb_ _cleanup_(sb_free)

void sb_add(struct strbuf *sb, const char *s);
void sb_addn(struct strbuf *sb, const void *p, size_t n);
void sb_addc(struct strbuf *sb, char c);
void sb_addf(struct strbuf *sb, const char *fmt, ...) PRINTF(2, 3);
void sb_vaddf(struct strbuf *sb, const char *fmt, va_list ap) PRINTF(2, 0);
/* Room for n more bytes; returns where they go. The caller adds what it wrote to len. */
char *sb_reserve(struct strbuf *sb, size_t n);
void sb_truncate(struct strbuf *sb, size_t len);
/* Removes the first n bytes. */
void sb_consume(struct strbuf *sb, size_t n);
const char *sb_str(const struct strbuf *sb);
/* The string, now the caller's; the buffer is empty. Never NULL. */
char *sb_detach(struct strbuf *sb);
void sb_free(struct strbuf *sb);

#endif
