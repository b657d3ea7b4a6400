/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Emptying the cache while other jiffys use it: each part under the lock that its makers hold. */
#ifndef JIFFY_IMAGE_STEP_CACHE_H
#define JIFFY_IMAGE_STEP_CACHE_H

#include "image/step/build.h"

/*
 * Removes what was built, and with 'fetched' also sources and downloads. Waits for those who are
 * making something; what is begun meanwhile stays. removed: the folders that were emptied, up to an
 * error.
 */
int cache_clean(const struct build *b, bool fetched, struct strv *removed, struct err *e);

#endif
