/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's own static program, /init: the sources in guest/, compiled by the target's compiler
 * when it changed.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_AGENT_H
#define JIFFY_IMAGE_INITRAMFS_AGENT_H

#include "image/step/build.h"

/* Path of the binary in the cache (caller's), or NULL. */
char *agent_build(const struct build *b, struct err *e);

#endif
