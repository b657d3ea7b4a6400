/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_CMD_BOOT_PREFLIGHT_H
#define JIFFY_CMD_BOOT_PREFLIGHT_H

#include "cmd/app.h"

/* Before the boot: refuses a guest whose memory cannot hold its kernel and its initramfs, and warns of one that is small. */
int no_boot_check_memory(const struct app *a, const struct image *image, struct err *e);
/* The same of a kernel that cannot mount what is shared, as far as that can be told. */
int no_boot_check_shares(const struct app *a, const struct image *image, struct err *e);
/* Of a kernel that said nothing: the likeliest reasons, a line each, as far as its configuration is known. */
void no_boot_reasons(const struct app *a, const struct image *image, struct strbuf *out);

#endif
