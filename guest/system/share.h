/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --share: the host's folders, live in the guest over 9p. */
#ifndef JIFFY_GUEST_SYSTEM_SHARE_H
#define JIFFY_GUEST_SYSTEM_SHARE_H

#include "guest/guest.h"

/* The word jiffy.shareN=ro:/place or rw:/place. %XX encodes a byte that a word cannot hold. */
struct guest_share {
	char tag[32]; /* the 9p device's, "shareN" */
	char word[4096], *place;
	bool readonly;
};

/* False if the command line has no such word. */
bool share_place(const char *cmdline, unsigned number, struct guest_share *s);
/* Mounts all shared folders. If one cannot be mounted, stops, and g->bye says which. */
void share_mount_all(struct guest *g);

#endif
