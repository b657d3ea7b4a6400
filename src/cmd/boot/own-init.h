/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --init: the guest runs the user's /init in place of jiffy's agent. */
#ifndef JIFFY_CMD_BOOT_OWN_INIT_H
#define JIFFY_CMD_BOOT_OWN_INIT_H

#include "cmd/app.h"

/* With --init, warns of each setting that does less, since only the agent does the rest. */
void own_init_warn(const struct app *a);

#endif
