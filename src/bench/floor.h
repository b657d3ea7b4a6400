/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the smallest amount with which something still works, by bisection. */
#ifndef JIFFY_BENCH_FLOOR_H
#define JIFFY_BENCH_FLOOR_H

#include "base/err.h"

/* 1: it works with n; 0: it does not; -1: error. */
typedef int (*floor_fn)(void *arg, unsigned n, struct err *e);

/*
 * The n in (none, most] that works while n - 1 does not. 'none' is assumed not to work, 'most' to
 * work. With a right guess (0: none), two calls are enough. Returns 0 if a call failed.
 */
unsigned floor_find(unsigned none, unsigned most, unsigned guess, floor_fn works, void *arg,
		    struct err *e);

#endif
