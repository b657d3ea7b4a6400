/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Emptying the cache while other jiffys work in it and use what is there. */
#ifndef JIFFY_IMAGE_STEP_CACHE_H
#define JIFFY_IMAGE_STEP_CACHE_H

#include "image/step/build.h"

/*
 * Removes what was built, and with 'fetched' also sources and downloads. What another jiffy makes
 * or uses (use.h) stays and is added to 'left'; nothing waits. Adds the folders that were emptied
 * to 'removed', even if a later one fails; one that still exists holds what is in 'left', or what
 * another jiffy has begun since.
 */
int cache_clean(const struct build *b, bool fetched, struct strv *removed, struct strv *left,
		struct err *e);

#endif
