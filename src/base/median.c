/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/median.h"

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

struct spread spread_of(uint64_t *values, size_t n)
{
	uint64_t low, high;

	if (!n)
		return (struct spread){0};
	qsort(values, n, sizeof(*values), ascending);
	low = values[(n - 1) / 2];
	high = values[n / 2];
	return (struct spread){low + (high - low) / 2, values[0], values[n - 1], n};
}
