/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/boot-log.h"

#include "verdict/kmsg.h"

#define NAME_MAX_BYTES 128
#define LINE_MAX_BYTES 160
#define TIME_MAX_US    UINT64_C(1000000000000)

#define VERSION(major, minor) ((major) << 16 | (minor))
#define ANY		      VERSION(UINT16_MAX, 0)

/*
 * The lines that mark a point, the better first. A kernel may lack one: SLAB and SLOB say nothing
 * of themselves, and not every kernel has devtmpfs. Since 6.11 "Memory: " comes only after the
 * scheduler, just before the initcalls (linux: mm/mm_init.c, page_alloc_init_late()). So it counts
 * only if the log says which kernel it is.
 */
static const struct {
	enum boot_mark mark;
	const char *begin, *end; /* of the line */
	uint32_t since, until;	 /* kernels; until: not this one */
} mark_lines[] = {
	{MARK_MEMORY, "SLUB: HWalign=", "", 0, ANY},
	{MARK_MEMORY, "Memory: ", "", 1, VERSION(6, 11)},
	{MARK_INITCALLS, "devtmpfs: initialized", "", 0, ANY},
	{MARK_INITCALLS, "Memory: ", "", VERSION(6, 11), ANY},
	{MARK_FREED, "Freeing unused kernel ", "", 0, ANY},
	{MARK_RUN_INIT, "Run ", " as init process", 0, ANY},
	{MARK_UNPACK, "Unpacking initramfs", "", 0, ANY},
	{MARK_UNPACKED, "Freeing initrd memory", "", 0, ANY},
};

struct reader {
	struct boot_log *log;
	char *last;	    /* the line before */
	uint64_t last_us;   /* and its time */
	uint32_t version;   /* of the kernel; 0: not known (yet) */
	size_t rows[MARKS]; /* of mark_lines: that of each mark; the table's size: none */
};

/* The first line of s, at most max bytes, with '?' for everything but printable ASCII. */
static char *keep(const char *s, size_t max)
{
	char *copy = xstrndup(s, strnlen(s, max));

	copy[strcspn(copy, "\r\n")] = '\0';
	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f)
			*p = '?';
	return copy;
}

/* A console's line: "[    0.123456] text" */
static bool console_line(const char *line, struct kmsg_record *r)
{
	const char *p = line;
	uint64_t s, us;

	if (*p++ != '[')
		return false;
	p += strspn(p, " ");
	if (!str_number(&p, NULL, &s) || *p++ != '.' || strspn(p, "0123456789") != 6 ||
	    !str_number(&p, NULL, &us) || *p++ != ']' || *p++ != ' ' || s > UINT32_MAX)
		return false;
	*r = (struct kmsg_record){.time_us = s * 1000000 + us, .text = xstrdup(p)};
	return true;
}

/* "initcall foo+0x0/0x25 returned 0 after 551 usecs" (linux: init/main.c) */
static void take_call(struct boot_log *l, const struct kmsg_record *r)
{
	const char *name = r->text + strlen("initcall "), *p;
	size_t n = strcspn(name, "+ ");
	uint64_t took;

	p = strstr(name, " after ");
	if (!n || !p || l->n_calls == BOOT_CALLS_MAX)
		return;
	p += strlen(" after ");
	if (!str_number(&p, NULL, &took) || !str_starts(p, " usecs") || took > r->time_us)
		return;
	if (!(l->n_calls & (l->n_calls - 1)))
		l->calls = xrealloc(l->calls, l->n_calls ? 2 * l->n_calls : 1, sizeof(*l->calls));
	l->calls[l->n_calls++] = (struct boot_call){
		.name = keep(name, n < NAME_MAX_BYTES ? n : NAME_MAX_BYTES),
		.at_us = r->time_us - took,
		.took_us = took,
	};
	l->calls_us += took;
}

/*
 * "sched_clock: Marking stable (a, b)->(c, d)": b is the difference of the clocks
 * (linux: kernel/sched/clock.c).
 */
static void take_clock(struct boot_log *l, const char *text)
{
	const char *p = strstr(text, ", ");
	bool minus;
	uint64_t ns;

	if (!p)
		return;
	p += 2;
	minus = *p == '-';
	p += minus;
	if (str_number(&p, NULL, &ns) && *p == ')' && ns < NS_PER_SEC)
		l->ahead_ns = minus ? -(int64_t)ns : (int64_t)ns;
}

/* "Linux version 6.12.43 (user@host) …" (linux: init/version.c) */
static void take_version(struct reader *reader, const char *text)
{
	static const char begin[] = "Linux version ";
	const char *release, *p;
	uint64_t major, minor;
	size_t n;

	if (!str_starts(text, begin))
		return;
	release = p = text + strlen(begin);
	n = strcspn(release, " ");
	if (n > NAME_MAX_BYTES || !str_number(&p, NULL, &major) || *p++ != '.' ||
	    !str_number(&p, NULL, &minor) || !major || major >= UINT16_MAX || minor > UINT16_MAX)
		return;
	reader->version = VERSION((uint32_t)major, (uint32_t)minor);
	reader->log->release = keep(release, n);
}

static void take_mark(struct reader *reader, const struct kmsg_record *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(mark_lines); i++) {
		size_t *row = &reader->rows[mark_lines[i].mark];

		if (i >= *row || reader->version < mark_lines[i].since ||
		    reader->version >= mark_lines[i].until ||
		    !str_starts(r->text, mark_lines[i].begin) ||
		    !str_ends(r->text, mark_lines[i].end))
			continue;
		reader->log->marks[mark_lines[i].mark] = r->time_us;
		*row = i;
	}
}

static void step_free(struct boot_step *s)
{
	free(s->after);
	free(s->before);
}

static void take_step(struct boot_log *l, const char *after, uint64_t at,
		      const struct kmsg_record *r)
{
	uint64_t took = r->time_us - at;
	size_t i = l->n_steps;

	if (!took || (i == BOOT_STEPS && took <= l->steps[i - 1].took_us))
		return;
	if (i == BOOT_STEPS)
		step_free(&l->steps[--i]);
	else
		l->n_steps++;
	for (; i && l->steps[i - 1].took_us < took; i--)
		l->steps[i] = l->steps[i - 1];
	l->steps[i] = (struct boot_step){
		.after = keep(after, LINE_MAX_BYTES),
		.before = keep(r->text, LINE_MAX_BYTES),
		.at_us = at,
		.took_us = took,
	};
}

static void take_record(struct reader *reader, struct kmsg_record *r)
{
	struct boot_log *l = reader->log;

	if (r->time_us > TIME_MAX_US)
		return;
	l->n_lines++;
	if (l->marks[MARK_RUN_INIT] == BOOT_UNKNOWN && r->time_us >= reader->last_us) {
		if (reader->last)
			take_step(l, reader->last, reader->last_us, r);
		free(reader->last);
		reader->last = xstrdup(r->text);
		reader->last_us = r->time_us;
	}
	if (!reader->version)
		take_version(reader, r->text);
	take_mark(reader, r);
	if (str_starts(r->text, "initcall "))
		take_call(l, r);
	else if (str_starts(r->text, "sched_clock: Marking stable ("))
		take_clock(l, r->text);
}

static void take_line(struct reader *reader, const char *line, size_t n)
{
	_cleanup_(kmsg_free) struct kmsg_record r = {0};
	_cleanup_free_ char *copy = NULL;

	if (kmsg_parse(line, n, &r)) {
		if (r.facility == KMSG_KERNEL)
			take_record(reader, &r);
		return;
	}
	copy = xstrndup(line, n);
	copy[strcspn(copy, "\r")] = '\0';
	if (console_line(copy, &r))
		take_record(reader, &r);
}

static int slowest_first(const void *a, const void *b)
{
	const struct boot_call *x = a, *y = b;

	if (x->took_us != y->took_us)
		return x->took_us < y->took_us ? 1 : -1;
	return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

void boot_log_read(const char *text, size_t n, struct boot_log *out)
{
	struct reader reader = {.log = out};

	*out = (struct boot_log){0};
	for (size_t i = 0; i < MARKS; i++) {
		out->marks[i] = BOOT_UNKNOWN;
		reader.rows[i] = ARRAY_SIZE(mark_lines);
	}
	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) : n;

		take_line(&reader, text, len);
		len += end != NULL;
		text += len;
		n -= len;
	}
	free(reader.last);
	if (out->n_calls)
		qsort(out->calls, out->n_calls, sizeof(*out->calls), slowest_first);
}

void boot_log_free(struct boot_log *l)
{
	for (size_t i = 0; i < l->n_calls; i++)
		free(l->calls[i].name);
	for (size_t i = 0; i < l->n_steps; i++)
		step_free(&l->steps[i]);
	free(l->calls);
	free(l->release);
	*l = (struct boot_log){0};
}
