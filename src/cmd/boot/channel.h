/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --channel: what carries the agent's frames. */
#ifndef JIFFY_CMD_BOOT_CHANNEL_H
#define JIFFY_CMD_BOOT_CHANNEL_H

#include "cmd/app.h"
#include "vm/qemu/qemu.h"

/* Fails if the board lacks the channel that was asked for. */
int run_channel_check(const struct app *a, struct err *e);
/* Sets m->uart. 'auto' depends on the kernel of m->image. */
void run_channel_choose(const struct app *a, struct machine_spec *m);

#endif
