/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which groups of data/packages (packages.h) a piece of work needs on this machine, by what it does and by the
 * settings: what is named or ready-made needs no tools.
 */
#ifndef JIFFY_CMD_GROUPS_H
#define JIFFY_CMD_GROUPS_H

#include "base/strv.h"
#include "settings/settings.h"

/* What the work does. */
enum group_use {
	USE_KERNEL = 1 << 0,  /* builds or configures the kernel */
	USE_BUSYBOX = 1 << 1, /* the same for BusyBox */
	USE_MENU = 1 << 2,    /* opens menuconfig */
	USE_QEMU = 1 << 3,    /* boots */
	USE_BENCH = 1 << 4,   /* makes the recipe's archive */
};

/* Adds the groups' names, each once. Looks at files that the settings name; starts nothing. */
void groups_needed(const struct settings *s, unsigned uses, struct strv *out);

#endif
