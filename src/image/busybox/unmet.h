/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why BusyBox's configuration does not hold a request. */
#ifndef JIFFY_IMAGE_BUSYBOX_UNMET_H
#define JIFFY_IMAGE_BUSYBOX_UNMET_H

#include "image/busybox/tree.h"

/*
 * unmet[0..n), which is modified: indices of requests. Tells the user which of ours their own
 * requests rule out. If others remain, sets e, which says why, and returns -1.
 */
int busybox_unmet(const struct busybox_tree *t, const char *config, size_t *unmet, size_t n,
		  struct err *e);

#endif
