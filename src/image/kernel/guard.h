/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which symbol decides whether kbuild compiles a file, according to the tree's makefiles. */
#ifndef JIFFY_IMAGE_KERNEL_GUARD_H
#define JIFFY_IMAGE_KERNEL_GUARD_H

#include "base/err.h"
#include "base/strv.h"

enum guard {
	GUARD_UNKNOWN, /* not in the makefile, or only under conditions that are not understood */
	GUARD_ON,
	GUARD_OFF, /* by a symbol */
};

/*
 * Whether a makefile's object ("inode.o") or folder ("ext4/") is built with this .config: by
 * "obj-$(CONFIG_X) += bar.o", by the composite objects that it is part of, and by the ifdef and
 * ifeq around them. Pure; both texts may be anything. symbol: set if it is off; caller's.
 */
enum guard guard_find(const char *makefile, const char *object, const char *config, char **symbol);

/* The same for a file of the tree, by the makefiles of its folder and of those above. */
enum guard guard_of_file(const char *tree, const char *file, const char *config, char **symbol);

#endif
