/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second half of the verdict: limits, shared folders, the command and transfers can turn a pass
 * into another word. Pure.
 */
#ifndef JIFFY_VERDICT_ENDING_H
#define JIFFY_VERDICT_ENDING_H

#include "verdict/evidence.h"

/* o holds the verdict on the guest alone. If that is not a pass, only adds the command's end. */
void ending(const struct evidence *v, struct outcome *o);

#endif
