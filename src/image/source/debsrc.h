/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source packages of a Debian-like distribution, without root and without touching the host's apt
 * configuration: apt gets a state folder in the cache, with 'deb-src' made from the host's own
 * sources.
 */
#ifndef JIFFY_IMAGE_SOURCE_DEBSRC_H
#define JIFFY_IMAGE_SOURCE_DEBSRC_H

#include "image/step/build.h"

/* Whether this host has apt and dpkg-source. */
bool debsrc_available(void);
/*
 * Fetches and unpacks the newest source package 'package', with its patches applied. Returns the
 * tree's path, <cachedir>/sources/<package>-<version>-deb/, and the version in *version; both are
 * the caller's. If the cache has a version already, the network is not used, even if the
 * distribution has a newer one by now; 'jiffy clean' removes it.
 */
char *debsrc_fetch(const struct build *b, const char *package, char **version, struct err *e);

#endif
