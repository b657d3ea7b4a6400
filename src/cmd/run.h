/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'jiffy run' has in common with the other commands that boot. */
#ifndef JIFFY_CMD_RUN_H
#define JIFFY_CMD_RUN_H

#include "cmd/app.h"
#include "vm/qemu/accel.h"
#include "vm/qemu/qemu.h"

/* For a command, where nobody looks on; TCG on a loaded machine is slow. */
#define COMMAND_BOOT_NS (120 * NS_PER_SEC)
#define COMMAND_IDLE_NS (60 * NS_PER_SEC)

/* The guest that the settings describe, which borrows all of it; image may be filled later. */
void run_fill_spec(const struct app *a, const struct image *image, const struct accel *accel,
		   const struct shares *shares, bool command, struct machine_spec *m);
/*
 * What can be said of it before the image is built, and the packages that it needs (cmd/setup.h): 0: go on; an exit status to end
 * with; -1 with e set.
 */
int run_check_spec(struct app *a, const struct machine_spec *m, struct err *e);

#endif
