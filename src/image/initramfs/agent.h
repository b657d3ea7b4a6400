/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The agent: the guest's own static /init, compiled from guest/ and wire/ when these changed. */
#ifndef JIFFY_IMAGE_INITRAMFS_AGENT_H
#define JIFFY_IMAGE_INITRAMFS_AGENT_H

#include "image/step/build.h"

/* The binary's path in the cache; caller's. */
char *agent_build(const struct build *b, struct err *e);

#endif
