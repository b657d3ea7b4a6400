/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu/ticks.h"

#include "base/util.h"

#if defined(__x86_64__) || defined(__i386__)

#define SPAN_NS (2 * NS_PER_MS)
#define TRIES	5

/* Reads both clocks a few times, and returns the try that was least disturbed. */
struct ticks ticks_now(void)
{
	struct ticks best = {0};
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = __builtin_ia32_rdtsc(), ns = now_ns();
		uint64_t gap = __builtin_ia32_rdtsc() - before;

		if (gap >= least)
			continue;
		least = gap;
		best = (struct ticks){.ns = ns, .ticks = before + gap / 2};
	}
	return best;
}

unsigned ticks_khz(const struct ticks *from)
{
	struct ticks to;

	do
		to = ticks_now();
	while (to.ns - from->ns < SPAN_NS);
	return (unsigned)((to.ticks - from->ticks) * (NS_PER_SEC / 1000) / (to.ns - from->ns));
}

#else

struct ticks ticks_now(void)
{
	return (struct ticks){0};
}

unsigned ticks_khz(const struct ticks *from)
{
	(void)from;
	return 0;
}

#endif
