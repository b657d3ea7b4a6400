/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --share DIR[:GUEST][:rw]: live folders of the host in the guest, by 9p. QEMU serves each under
 * the tag SHARE_TAG plus its number, from 0. A word jiffy.SHARE_TAG plus that number on the
 * kernel's command line tells the agent where to mount it.
 */
#ifndef JIFFY_VM_QEMU_SHARE_H
#define JIFFY_VM_QEMU_SHARE_H

#include "base/err.h"
#include "base/strv.h"

#define SHARE_TAG "share"

struct share {
	char *host;  /* absolute; a folder */
	char *guest; /* absolute, without '.', '..' or a trailing '/' */
	bool rw;
};

struct shares {
	struct share *v;
	size_t n;
};

/*
 * Parses each spec. If all of it, or all before ":rw", is an existing path, that is DIR; otherwise
 * the last ":/" separates DIR and GUEST, as in --add. Without GUEST the place is /NAME; if GUEST
 * ends in '/', it is the folder that will hold NAME. Errors (ERR_USAGE): DIR does not exist, is
 * not a folder or cannot be accessed; the place is invalid or hides another.
 */
int shares_parse(const struct strv *specs, struct shares *out, struct err *e);
/* The agent's word: "jiffy.share0=ro:/a%20b", with bytes special to the kernel as %XX. Caller's. */
char *share_word(const struct share *s, size_t number);
void shares_free(struct shares *s);

#endif
