/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says which of the user's edits are not in this kernel. */
#ifndef JIFFY_CMD_BOOT_EDITED_H
#define JIFFY_CMD_BOOT_EDITED_H

#include "cmd/app.h"

void say_edits_left_out(struct app *a, const struct image *image);

#endif
