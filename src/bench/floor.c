/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/floor.h"

struct bracket {
	unsigned none, most; /* does not work, works */
};

static int ask(struct bracket *b, unsigned n, floor_fn works, void *arg, struct err *e)
{
	int r;

	if (n <= b->none || n >= b->most)
		return 0;
	r = works(arg, n, e);
	if (r < 0)
		return -1;
	*(r ? &b->most : &b->none) = n;
	return 0;
}

unsigned floor_find(unsigned none, unsigned most, unsigned guess, floor_fn works, void *arg,
		    struct err *e)
{
	struct bracket b = {none, most};

	if (guess && (ask(&b, guess, works, arg, e) || ask(&b, guess - 1, works, arg, e)))
		return 0;
	while (b.most - b.none > 1)
		if (ask(&b, b.none + (b.most - b.none) / 2, works, arg, e))
			return 0;
	return b.most;
}
