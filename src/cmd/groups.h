/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which groups of data/packages (settings/packages.h) a command needs on this host. That depends on
 * what it does, on the settings (a source that is named is not fetched, a prebuilt one is not
 * compiled) and on the target.
 */
#ifndef JIFFY_CMD_GROUPS_H
#define JIFFY_CMD_GROUPS_H

#include "base/strv.h"
#include "settings/settings.h"
#include "settings/target.h"

/* What the command does. */
enum group_use {
	USE_KERNEL = 1 << 0,  /* builds or configures the kernel */
	USE_BUSYBOX = 1 << 1, /* the same for BusyBox */
	USE_MENU = 1 << 2,    /* opens menuconfig */
	USE_QEMU = 1 << 3,    /* boots */
	USE_BENCH = 1 << 4,   /* packs the recipe's archive */
};

/*
 * Adds the names of the groups, each once. Looks at files that the settings name; starts no
 * process.
 */
void groups_needed(const struct settings *s, const struct target *t, unsigned uses,
		   struct strv *out);

#endif
