/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one guest from start to end, on a loop of its own, and passes jiffy's signals to it. */
#ifndef JIFFY_CMD_BOOT_GUEST_H
#define JIFFY_CMD_BOOT_GUEST_H

#include "vm/machine.h"

/* Returns as machine_start() and machine_result() do. */
int run_guest(const struct machine_spec *spec, const struct machine_io *io, struct outcome *out,
	      struct err *e);

#endif
