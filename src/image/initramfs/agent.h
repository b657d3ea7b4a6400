/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agent, which is the guest's /init: compiled from guest/ and wire/ with the target's compiler
 * whenever an input changed. Of guest/libc/nolibc-UNAME.c only the target's file is compiled. Build
 * folder: <cachedir>/build/agent-<key>, where the key is a digest of all inputs; folders that were
 * not used for long are removed.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_AGENT_H
#define JIFFY_IMAGE_INITRAMFS_AGENT_H

#include "image/step/build.h"

/* The binary's path in the cache; caller's. */
char *agent_build(const struct build *b, struct err *e);

#endif
