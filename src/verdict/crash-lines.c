/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/crash-lines.h"

#include <inttypes.h>
#include <stdio.h>

#define US_PER_SEC UINT64_C(1000000)
/* CPU clocks differ a little, and a line gets its stamp before it is added to the log. */
#define SLACK_US 10000

#define BLANKS " "
#define DIGITS "0123456789"

/* Length of "[    1.234567]" at s, and its time; 0: there is no stamp. */
static size_t stamp(const char *s, uint64_t *time_us)
{
	size_t blanks, seconds, fraction;
	const char *dot;

	if (*s != '[')
		return 0;
	blanks = strspn(s + 1, BLANKS);
	seconds = strspn(s + 1 + blanks, DIGITS);
	dot = s + 1 + blanks + seconds;
	if (!seconds || seconds > 12 || *dot != '.')
		return 0;
	fraction = strspn(dot + 1, DIGITS);
	if (!fraction || fraction > 9 || dot[1 + fraction] != ']')
		return 0;
	*time_us = strtoull(s + 1 + blanks, NULL, 10) * US_PER_SEC +
		   (fraction == 6 ? strtoull(dot + 1, NULL, 10) : 0);
	return (size_t)(dot - s) + fraction + 2;
}

/* Length of PRINTK_CALLER's "[    T1]" or "[   C0]". */
static size_t caller(const char *s)
{
	size_t n;

	if (*s != '[')
		return 0;
	n = 1 + strspn(s + 1, BLANKS);
	if (s[n] != 'T' && s[n] != 'C')
		return 0;
	n += 1 + strspn(s + n + 1, DIGITS);
	return s[n] == ']' ? n + 1 : 0;
}

/* What follows the last stamp in the line; the whole line if it has none. */
static const char *find_message(const char *line, bool *stamped, uint64_t *time_us)
{
	const char *msg = line;
	size_t n;

	*stamped = false;
	for (const char *s = strchr(line, '['); s; s = strchr(s + 1, '[')) {
		if (!(n = stamp(s, time_us)))
			continue;
		*stamped = true;
		n += caller(s + n);
		msg = s + n + (s[n] == ' ');
	}
	return msg;
}

const char *crash_message(const char *line)
{
	bool stamped;
	uint64_t time;

	return find_message(line, &stamped, &time);
}

static struct crash_line *add(struct crash_lines *l, char *text)
{
	struct crash_line *line;

	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->v = xrealloc(l->v, l->cap, sizeof(*l->v));
	}
	line = &l->v[l->n++];
	*line = (struct crash_line){.text = text, .message = text};
	return line;
}

void crash_lines_record(struct crash_lines *l, const struct kmsg_record *r)
{
	l->has_records = true;
	if (r->time_us > l->newest_us)
		l->newest_us = r->time_us;
	if (r->facility != KMSG_KERNEL)
		return;
	for (const char *s = r->text; *s;) {
		size_t n = strcspn(s, "\n");
		char *text = xasprintf("[%5" PRIu64 ".%06" PRIu64 "] %.*s", r->time_us / US_PER_SEC,
				       r->time_us % US_PER_SEC, (int)n, s);
		struct crash_line *line = add(l, text);

		line->message = text + strlen(text) - n;
		line->time_us = r->time_us;
		line->record = line->stamped = line->in_order = line->last = true;
		s += n + (s[n] == '\n');
	}
}

static const char *next_line(const char *s, char **line)
{
	size_t n = strcspn(s, "\n");

	*line = xstrndup(s, n);
	return s + n + (s[n] == '\n');
}

bool crash_has_stamps(const char *text)
{
	while (*text) {
		_cleanup_free_ char *line = NULL;
		bool stamped;
		uint64_t time;

		text = next_line(text, &line);
		find_message(line, &stamped, &time);
		if (stamped)
			return true;
	}
	return false;
}

/* A kernel without time stamps: any line may be the kernel's. */
static void believe_all(struct crash_lines *l, size_t from)
{
	for (size_t i = from; i < l->n; i++) {
		struct crash_line *line = &l->v[i];
		/* a panic may begin in the middle of a line that is not the kernel's */
		const char *panic = strstr(line->text, "Kernel panic - not syncing: ");

		if (panic && !strstr(line->text, "---[ end"))
			line->message = panic;
		line->in_order = line->last = true;
	}
}

/* Whether a record says the same at the same time: the lines of one message share their stamp. */
static bool is_recorded(const struct crash_lines *l, size_t from, const struct crash_line *line)
{
	for (size_t i = from; i-- > 0 && l->v[i].time_us >= line->time_us;)
		if (l->v[i].time_us == line->time_us && str_eq(l->v[i].message, line->message))
			return true;
	return false;
}

static bool is_newer(const struct crash_lines *l, size_t from, const struct crash_line *line)
{
	return line->time_us > l->newest_us ||
	       (line->time_us == l->newest_us && !is_recorded(l, from, line));
}

static void find_in_order(struct crash_lines *l, size_t from)
{
	for (size_t i = from; i < l->n; i++) {
		struct crash_line *line = &l->v[i];

		if (!line->stamped)
			continue;
		line->in_order = l->has_records ? is_newer(l, from, line)
						: line->time_us + SLACK_US >= l->newest_us;
		if (!l->has_records && line->time_us > l->newest_us)
			l->newest_us = line->time_us;
	}
}

/* QEMU's multiplexer and monitor write to the console too. */
static bool is_qemus(const char *text)
{
	return str_starts(text, "QEMU") || str_starts(text, "(qemu)");
}

static void find_last(struct crash_lines *l, size_t from)
{
	uint64_t oldest = UINT64_MAX;

	for (size_t i = l->n; i-- > from;) {
		struct crash_line *line = &l->v[i];

		if (!*line->text || is_qemus(line->text))
			continue;
		if (!line->stamped || line->time_us > oldest ||
		    (l->has_records && !is_newer(l, from, line)))
			return;
		oldest = line->time_us + SLACK_US;
		line->last = true;
		/* it begins in a program's line, so earlier lines may not be the kernel's */
		if (*line->text != '[')
			return;
	}
}

/* Where the console goes on after the records: it also shows what they have. */
static size_t find_newer(const struct crash_lines *l, size_t from)
{
	size_t first = l->n;

	for (size_t i = l->n; i-- > from;) {
		if (l->v[i].stamped && is_recorded(l, from, &l->v[i]))
			return i + 1;
		if (l->v[i].stamped && l->v[i].time_us > l->newest_us)
			first = i;
	}
	return first;
}

static void drop(struct crash_lines *l, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		free(l->v[i].text);
	memmove(l->v + from, l->v + to, (l->n - to) * sizeof(*l->v));
	l->n -= to - from;
}

void crash_lines_console(struct crash_lines *l, const char *text)
{
	size_t from = l->n;
	bool any = false;

	while (*text) {
		struct crash_line *line;
		char *s;

		text = next_line(text, &s);
		line = add(l, s);
		line->message = find_message(s, &line->stamped, &line->time_us);
		any |= line->stamped;
	}
	if (!any) {
		believe_all(l, from);
		return;
	}
	if (l->has_records)
		drop(l, from, find_newer(l, from));
	find_in_order(l, from);
	find_last(l, from);
}

void crash_lines_free(struct crash_lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].text);
	free(l->v);
	*l = (struct crash_lines){0};
}
