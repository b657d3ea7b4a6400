/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The median and the range of several measurements. */
#ifndef JIFFY_BASE_MEDIAN_H
#define JIFFY_BASE_MEDIAN_H

#include "base/util.h"

struct spread {
	uint64_t median, least, most;
	size_t n; /* 0: not known */
};

/* Sorts the values. */
struct spread spread_of(uint64_t *values, size_t n);

#endif
