/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --add HOST[:GUEST] */
#ifndef JIFFY_IMAGE_INITRAMFS_CONTENT_ADD_H
#define JIFFY_IMAGE_INITRAMFS_CONTENT_ADD_H

#include "image/initramfs/manifest.h"
#include "image/step/build.h"

/*
 * Adds a file or a folder, with links as they are, and what its programs need to run (needs.h).
 * spec: see spec_split(). Without GUEST an executable file goes to /usr/bin, everything else to
 * /NAME. A GUEST that ends in '/' is the folder to put it in; with "/", a folder's content goes to
 * the root.
 *
 * config: as for content_default(). Everything belongs to root. Sockets are left out with a
 * warning. If a program needs something that is not on this host, that is an error for a file, and
 * a warning for a program in a folder.
 */
int content_add(struct manifest *m, const struct build *b, const char *config, const char *spec,
		struct err *e);

#endif
