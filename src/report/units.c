/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/units.h"

#define KB 1024.0
#define MB (1024.0 * KB)

/* One decimal, but none if it is 0. */
static char *tenths(double v, const char *unit)
{
	_cleanup_free_ char *text = xasprintf("%.1f", v);

	if (str_ends(text, ".0"))
		text[strlen(text) - 2] = '\0';
	return xasprintf("%s %s", text, unit);
}

char *str_bytes(uint64_t bytes)
{
	if (bytes < 1000)
		return xasprintf("%u B", (unsigned)bytes);
	if ((double)bytes < 100 * KB)
		return tenths((double)bytes / KB, "KB");
	if ((double)bytes < 10000 * KB)
		return xasprintf("%.0f KB", (double)bytes / KB);
	return xasprintf("%.1f MB", (double)bytes / MB);
}

char *str_bytes_delta(int64_t bytes)
{
	_cleanup_free_ char *size = str_bytes(bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes);

	return xasprintf("%c%s", bytes < 0 ? '-' : '+', bytes ? size : "0 KB");
}

char *str_ns(uint64_t ns)
{
	return xasprintf("%.1f ms", (double)ns / NS_PER_MS);
}

char *str_ns_delta(int64_t ns)
{
	double ms = (double)ns / NS_PER_MS;

	return xasprintf("%+.1f ms", ms > -0.05 && ms < 0.05 ? 0.0 : ms);
}

char *str_us(uint64_t us)
{
	return str_ns(us * 1000);
}

char *str_us_delta(int64_t us)
{
	return str_ns_delta(us * 1000);
}
