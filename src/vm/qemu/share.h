/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --share DIR[:GUEST][:rw]: live folders of the host in the guest, by 9p. QEMU serves each as the device SHARE_TAG and its
 * number from 0; PID 1 finds the place in the word jiffy.SHARE_TAG and that number of the kernel's command line.
 */
#ifndef JIFFY_VM_QEMU_SHARE_H
#define JIFFY_VM_QEMU_SHARE_H

#include "base/err.h"
#include "base/strv.h"

#define SHARE_TAG "share"

struct share {
	char *host;  /* absolute; a folder */
	char *guest; /* absolute, without '.', '..' and a '/' at its end */
	bool rw;
};

struct shares {
	struct share *v;
	size_t n;
};

/*
 * DIR is absolute. When the whole, or what stands before ":rw", is there, it is DIR; else the last ":/" separates, as for --add. Without
 * GUEST it is /NAME; a GUEST that ends in '/' is a folder to put it in. Errors are of kind ERR_USAGE: what is not there, is no folder
 * or may not be used so, and places that are none or hide another.
 */
int shares_parse(const struct strv *specs, struct shares *out, struct err *e);
/* PID 1's word for it: "jiffy.share0=ro:/a%20b", bytes that the kernel's parser would take for its own as %XX. Caller's. */
char *share_word(const struct share *s, size_t number);
void shares_free(struct shares *s);

#endif
