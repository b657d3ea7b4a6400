/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source packages of a Debian-like distribution, without root and without touching the machine's
 * apt configuration: a private apt state folder in the cache, with 'deb-src' made from the
 * machine's own sources.
 */
#ifndef JIFFY_IMAGE_SOURCE_DEBSRC_H
#define JIFFY_IMAGE_SOURCE_DEBSRC_H

#include "image/step/build.h"

/* Whether this machine has apt and dpkg-source. */
bool debsrc_available(void);
/*
 * Fetches and unpacks the newest source package 'package' with its patches applied. Returns the
 * tree's path in the cache
 * (<cachedir>/sources/<package>-<version>-deb/), version in *version (caller's). Nothing is asked
 * of the network when it is there already. A copy younger than what the distribution offers is not
 * looked for: 'jiffy clean' does that.
 */
char *debsrc_fetch(const struct build *b, const char *package, char **version, struct err *e);

#endif
