/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A byte string that grows and may hold '\0' bytes. A zeroed one is empty. buf is NULL while cap is
 * 0; otherwise buf[len] is '\0'.
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
/* Makes room for n more bytes and returns its address. The caller adds to len what it wrote. */
char *sb_reserve(struct strbuf *sb, size_t n);
void sb_truncate(struct strbuf *sb, size_t len);
/* Removes the first n bytes. */
void sb_consume(struct strbuf *sb, size_t n);
const char *sb_str(const struct strbuf *sb); /* never NULL */
/* Gives the string to the caller and leaves the buffer empty. Never NULL. */
char *sb_detach(struct strbuf *sb);
void sb_free(struct strbuf *sb);

#endif
