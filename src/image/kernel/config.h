/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * .config: allnoconfig with all requests. A new one replaces the present one only if they differ,
 * since a .config that is written again makes kbuild look through the whole tree.
 */
#ifndef JIFFY_IMAGE_KERNEL_CONFIG_H
#define JIFFY_IMAGE_KERNEL_CONFIG_H

#include "image/kernel/tree.h"

struct kernel_config {
	char *why;	      /* why .config changed, for people; NULL: it did not */
	bool kconfig_checked; /* .config is fresh, and so are the Kconfig files it was made from */
};

/* Makes obj/.config again if it is stale, so that it holds every request. */
int kernel_tree_configure(struct kernel_tree *t, struct kernel_config *out, struct err *e);
void kernel_config_free(struct kernel_config *c);

#endif
