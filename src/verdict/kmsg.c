/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/kmsg.h"

#include "base/strbuf.h"

#define LEVELS 8

static bool comma(const char **p, const char *end)
{
	return *p < end && *(*p)++ == ',';
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte of "\xNN" at s, or -1. */
static int escape(const char *s, const char *end)
{
	if (end - s < 4 || s[0] != '\\' || s[1] != 'x' || hex(s[2]) < 0 || hex(s[3]) < 0)
		return -1;
	return hex(s[2]) << 4 | hex(s[3]);
}

static void add_text(struct strbuf *out, const char *s, const char *end)
{
	while (s < end) {
		int byte = escape(s, end);
		char c = byte < 0 ? *s : (char)byte;
		bool control = ((unsigned char)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;

		sb_addc(out, control ? '?' : c);
		s += byte < 0 ? 1 : 4;
	}
}

bool kmsg_parse(const char *p, size_t n, struct kmsg_record *out)
{
	const char *end = p + n, *text, *line_end;
	uint64_t priority;
	struct strbuf sb = {0};

	*out = (struct kmsg_record){0};
	if (!str_number(&p, end, &priority) || !comma(&p, end) || !str_number(&p, end, &out->seq) ||
	    !comma(&p, end) || !str_number(&p, end, &out->time_us) || !comma(&p, end))
		return false;
	/* flags, and fields that later kernels add */
	text = memchr(p, ';', (size_t)(end - p));
	if (!text || priority / LEVELS > UINT8_MAX)
		return false;
	text++;
	line_end = memchr(text, '\n', (size_t)(end - text));
	out->facility = (unsigned)(priority / LEVELS);
	out->level = priority % LEVELS;
	add_text(&sb, text, line_end ? line_end : end);
	out->text = sb_detach(&sb);
	return true;
}

void kmsg_free(struct kmsg_record *r)
{
	free(r->text);
	*r = (struct kmsg_record){0};
}
