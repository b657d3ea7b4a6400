/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second half of the verdict: what limits, shared folders, the command and transfers make of a good end. Pure. */
#ifndef JIFFY_VERDICT_ENDING_H
#define JIFFY_VERDICT_ENDING_H

#include "verdict/evidence.h"

/* o holds the verdict on the guest alone; what is not a pass stays, though the command's end is recorded. */
void ending(const struct evidence *v, struct outcome *o);

#endif
