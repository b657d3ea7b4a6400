/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings' requests to the kernel's configuration. */
#ifndef JIFFY_IMAGE_KERNEL_REQUESTS_H
#define JIFFY_IMAGE_KERNEL_REQUESTS_H

#include "image/kconfig/kconfig.h"

/* What the settings turn on: data/kernel/NAME.config, and a part of the build folder's name. */
struct kernel_feature {
	const char *name;
	bool on;
};
#define KERNEL_FEATURES 5
void kernel_features(const struct settings *set, struct kernel_feature f[KERNEL_FEATURES]);

/* Adds all requests, in this order: target, board, base, features, compression, the user's own. */
int kernel_requests(const struct build *b, struct kconfig_requests *r, struct err *e);

#endif
