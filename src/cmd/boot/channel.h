/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --channel */
#ifndef JIFFY_CMD_BOOT_CHANNEL_H
#define JIFFY_CMD_BOOT_CHANNEL_H

#include "cmd/app.h"
#include "vm/qemu/qemu.h"

/* Whether the machine can do what is asked. */
int run_channel_check(const struct app *a, struct err *e);
/* Sets m->uart for m->image, of which the kernel tells what auto is. */
void run_channel_choose(const struct app *a, struct machine_spec *m);

#endif
