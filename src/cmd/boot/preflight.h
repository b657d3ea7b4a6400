/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks before a guest boots, and likely reasons why one did not. */
#ifndef JIFFY_CMD_BOOT_PREFLIGHT_H
#define JIFFY_CMD_BOOT_PREFLIGHT_H

#include "base/strbuf.h"
#include "cmd/app.h"

/*
 * Fails if the guest's memory cannot hold kernel and initramfs, packed and unpacked; warns if they
 * leave little of it.
 */
int no_boot_check_memory(const struct app *a, const struct image *image, struct err *e);
/* Fails if folders are shared that the kernel certainly cannot mount. */
int no_boot_check_shares(const struct app *a, const struct image *image, struct err *e);
/* Adds the likeliest reason why a kernel did not unpack the initramfs, as a line. */
void bad_root_reasons(const struct app *a, const struct image *image, struct strbuf *out);
/* Adds the likeliest reasons why a kernel printed nothing, a line each. */
void no_boot_reasons(const struct app *a, const struct image *image, struct strbuf *out);

#endif
