/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings' requests to BusyBox's configuration. */
#ifndef JIFFY_IMAGE_BUSYBOX_REQUESTS_H
#define JIFFY_IMAGE_BUSYBOX_REQUESTS_H

#include "image/kconfig/kconfig.h"
#include "image/step/stamp.h"

/*
 * Adds all requests: of data/busybox/static.config, the user's fragments, their own fragment,
 * symbols.
 */
int busybox_requests(const struct build *b, struct kconfig_requests *r, struct err *e);
/* Adds what they are made from: the digests of these files, and the symbols. */
int busybox_requests_stamp(const struct build *b, struct stamp *s, struct err *e);

#endif
