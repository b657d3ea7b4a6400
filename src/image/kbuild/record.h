/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing the record that deps.h describes. */
#ifndef JIFFY_IMAGE_KBUILD_RECORD_H
#define JIFFY_IMAGE_KBUILD_RECORD_H

#include <time.h>

#include "image/kbuild/kbuild.h"

/*
 * Writes it to 'path' after a build, even a failed one, that began at 'start' (CLOCK_REALTIME). A
 * file that was changed since then may have been read before or after the change, so it counts as
 * changed.
 *
 * The files are those of all commands (commands.h), the Kconfig files that
 * include/config/auto.conf.cmd lists, and the makefiles of the folders that these are in.
 */
int kbuild_record(const struct kbuild *k, const char *path, const struct timespec *start,
		  struct err *e);

#endif
