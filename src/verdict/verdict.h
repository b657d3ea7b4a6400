/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one function that decides how a run ended: evidence in, outcome out. Pure. The guest comes
 * first (a root that is not whole, a crash, QEMU's own end, a guest that vanished). Only if that is a pass do limits, shared
 * folders, the command and transfers count (ending.h).
 */
#ifndef JIFFY_VERDICT_VERDICT_H
#define JIFFY_VERDICT_VERDICT_H

#include "verdict/evidence.h"

/*
 * Sets word, status, title, function, tail, noticed and command of o, and adds to its notes.
 * Leaves o->taint, pcs and times as they were measured.
 */
void verdict(const struct evidence *v, struct outcome *o);

#endif
