/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the measurements of both sides share. Times are ns of the host's clock, memory is bytes. */
#ifndef JIFFY_BENCH_BENCH_H
#define JIFFY_BENCH_BENCH_H

#include "bench/recipe.h"
#include "image/initramfs/manifest.h"
#include "vm/qemu/qemu.h"

#define BENCH_MEMORY (UINT64_C(512) << 20) /* the recipe's -m */

enum bench_side { BENCH_RECIPE, BENCH_JIFFY, BENCH_SIDES };

struct bench {
	/* the caller's, borrowed */
	struct recipe_input input;
	const struct recipe *recipe; /* built; NULL if only first_build is measured */
	uint64_t memory;	     /* jiffy's own -m */
	struct machine_spec *spec;   /* jiffy's guest, with a shell; its image is built */
	const char *program;	     /* jiffy's path */
	const struct strv *options;  /* for 'jiffy run' and 'jiffy build': compiler, jobs */
	const struct strv *sources;  /* the options that name the sources */
	const char *scratch;	     /* a temporary folder, on a disk with room for builds */
	/* state of the measurements; zero at first */
	struct manifest manifest; /* of jiffy's archive; empty: not made yet */
	uint64_t patience;	  /* ns to wait for a prompt that may not come; 0: not known yet */
	unsigned floor[BENCH_SIDES]; /* MiB, the last result; 0: none yet */
};

static inline void bench_end(struct bench *b)
{
	manifest_free(&b->manifest);
}

#endif
