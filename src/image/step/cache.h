/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Emptying the cache while other jiffys use it: each part under the lock that its makers hold. */
#ifndef JIFFY_IMAGE_STEP_CACHE_H
#define JIFFY_IMAGE_STEP_CACHE_H

#include "image/step/build.h"

/*
 * Removes what was built, and with 'fetched' also sources and downloads. Waits for jiffys that are
 * at work there; what they begin meanwhile stays. Adds the folders that were emptied to 'removed',
 * even if a later one fails.
 */
int cache_clean(const struct build *b, bool fetched, struct strv *removed, struct err *e);

#endif
