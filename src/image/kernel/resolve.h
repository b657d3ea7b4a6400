/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tree's Kconfig makes of the requests. */
#ifndef JIFFY_IMAGE_KERNEL_RESOLVE_H
#define JIFFY_IMAGE_KERNEL_RESOLVE_H

#include "image/kernel/tree.h"

#define KERNEL_CONFIG_STEP "kernel config" /* of the progress */
#define KERNEL_RESOLVED	   ".config.new"   /* in obj */

/*
 * Makes KERNEL_RESOLVED: allnoconfig with the requests, whether it holds them all or not. Leaves
 * what explain_ask() needs.
 */
int kernel_resolve(struct kernel_tree *t, struct err *e);

#endif
