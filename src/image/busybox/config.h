/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BusyBox's .config: defconfig with all requests. */
#ifndef JIFFY_IMAGE_BUSYBOX_CONFIG_H
#define JIFFY_IMAGE_BUSYBOX_CONFIG_H

#include "image/busybox/tree.h"

#define BUSYBOX_CONFIG_STAMP "config.stamp"

/*
 * Makes obj/.config unless it was made from the same requests. A request that it cannot hold is an
 * error of kind ERR_CONFIG that says why. again: the tree's Config.in may have changed, too.
 */
int busybox_tree_configure(struct busybox_tree *t, bool again, struct err *e);

#endif
