/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/units.h"

#define KB 1024.0
#define MB (1024.0 * KB)

/* One decimal, and none where it is 0. */
static void tenths(double v, const char *unit, struct strbuf *out)
{
	_cleanup_free_ char *text = xasprintf("%.1f", v);

	if (str_ends(text, ".0"))
		text[strlen(text) - 2] = '\0';
	sb_addf(out, "%s %s", text, unit);
}

void unit_bytes(uint64_t bytes, struct strbuf *out)
{
	if (bytes < 1000)
		sb_addf(out, "%u B", (unsigned)bytes);
	else if ((double)bytes < 100 * KB)
		tenths((double)bytes / KB, "KB", out);
	else if ((double)bytes < 10000 * KB)
		sb_addf(out, "%.0f KB", (double)bytes / KB);
	else
		sb_addf(out, "%.1f MB", (double)bytes / MB);
}

void unit_bytes_delta(int64_t bytes, struct strbuf *out)
{
	uint64_t size = bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes;

	sb_addc(out, bytes < 0 ? '-' : '+');
	if (!bytes)
		sb_add(out, "0 KB");
	else
		unit_bytes(size, out);
}

void unit_ns(uint64_t ns, struct strbuf *out)
{
	sb_addf(out, "%.1f ms", (double)ns / NS_PER_MS);
}

void unit_ns_delta(int64_t ns, struct strbuf *out)
{
	double ms = (double)ns / NS_PER_MS;

	sb_addf(out, "%+.1f ms", ms > -0.05 && ms < 0.05 ? 0.0 : ms);
}

char *str_bytes(uint64_t bytes)
{
	struct strbuf sb = {0};

	unit_bytes(bytes, &sb);
	return sb_detach(&sb);
}

char *str_bytes_delta(int64_t bytes)
{
	struct strbuf sb = {0};

	unit_bytes_delta(bytes, &sb);
	return sb_detach(&sb);
}

char *str_ns(uint64_t ns)
{
	struct strbuf sb = {0};

	unit_ns(ns, &sb);
	return sb_detach(&sb);
}

char *str_ns_delta(int64_t ns)
{
	struct strbuf sb = {0};

	unit_ns_delta(ns, &sb);
	return sb_detach(&sb);
}
