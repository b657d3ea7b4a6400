/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/agent/records.h"

#include <errno.h>
#include <fcntl.h>

#include "base/file/atomic.h"
#include "verdict/crash-match.h"
#include "wire/wire.h"

#define KEEP_MOST 8192	     /* records */
#define LINE_MOST 4096	     /* bytes; the kernel's own lines have at most 1024 (LOG_LINE_MAX) */
#define LOG_MOST  (64 << 20) /* bytes */

struct records {
	char *log_path;
	int log_fd;
	int log_errnum;
	uint64_t logged;
	struct kmsg_record *kept;
	size_t n;
	bool damaged, lost;
};

struct records *records_new(const char *log_path)
{
	struct records *r = xcalloc(1, sizeof(*r));

	r->log_path = xstrdup(log_path);
	r->log_fd = -1;
	return r;
}

/* The run goes on without the log: the records still count. */
static void write_log(struct records *r, const char *lines, size_t n)
{
	_cleanup_err_ struct err unused = ERR_INIT;

	if (r->log_errnum)
		return;
	if (r->log_fd < 0)
		r->log_fd = open(r->log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	r->logged += n;
	if (r->logged > LOG_MOST)
		r->log_errnum = EFBIG;
	else if (r->log_fd < 0 || write_all(r->log_fd, lines, n, &unused) < 0)
		r->log_errnum = errno;
}

/* Drops what came before the trouble; keeps its start and what follows. */
static bool make_room(struct records *r)
{
	const size_t half = KEEP_MOST / 2;

	if (r->n < KEEP_MOST)
		return true;
	if (r->damaged)
		return false;
	r->lost = true;
	for (size_t i = 0; i < half; i++)
		kmsg_free(&r->kept[i]);
	memmove(r->kept, r->kept + half, (r->n - half) * sizeof(*r->kept));
	r->n -= half;
	return true;
}

static bool is_damage(const struct kmsg_record *record)
{
	struct crash_match match;
	bool damage;

	if (!crash_match(record->text, &match))
		return false;
	damage = match.rule->weight >= CRASH_DAMAGES;
	crash_match_free(&match);
	return damage;
}

static void keep(struct records *r, struct kmsg_record *record)
{
	if (record->facility != KMSG_KERNEL || !make_room(r)) {
		kmsg_free(record);
		return;
	}
	r->damaged |= is_damage(record);
	if (!r->kept)
		r->kept = xcalloc(KEEP_MOST, sizeof(*r->kept));
	r->kept[r->n++] = *record;
}

bool records_add(struct records *r, const char *lines, size_t n)
{
	const bool before = r->damaged;

	write_log(r, lines, n);
	for (const char *at = lines, *end = lines + n; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);
		struct kmsg_record record;

		if (len + 1 == strlen(WIRE_KMSG_LOST) && !memcmp(at, WIRE_KMSG_LOST, len))
			r->lost = true;
		else if (len <= LINE_MOST && kmsg_parse(at, len, &record))
			keep(r, &record);
		at += len + 1;
	}
	return r->damaged && !before;
}

const struct kmsg_record *records_all(const struct records *r, size_t *n)
{
	*n = r->n;
	return r->kept;
}

bool records_lost(const struct records *r)
{
	return r->lost;
}

int records_log_errnum(const struct records *r)
{
	return r->log_errnum;
}

void records_free(struct records *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		kmsg_free(&r->kept[i]);
	free(r->kept);
	if (r->log_fd >= 0)
		close(r->log_fd);
	free(r->log_path);
	free(r);
}
