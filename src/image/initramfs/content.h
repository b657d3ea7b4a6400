/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every archive holds. */
#ifndef JIFFY_IMAGE_INITRAMFS_CONTENT_H
#define JIFFY_IMAGE_INITRAMFS_CONTENT_H

#include "image/initramfs/manifest.h"
#include "image/step/build.h"

/*
 * Adds the recipe's folders, BusyBox and its applets (guest paths), /dev/console and /dev/null,
 * /init with what it needs to run, and a small /etc.
 */
int content_default(struct manifest *m, const struct build *b, const char *busybox,
		    const struct strv *applets, const char *init, struct err *e);

/*
 * Adds the seal, by which the agent sees that the kernel unpacked everything before it (wire.h,
 * WIRE_SEAL). Call it after all other additions.
 */
int content_seal(struct manifest *m, struct err *e);

#endif
