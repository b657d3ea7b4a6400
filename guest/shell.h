/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The login shell on the console. */
#ifndef JIFFY_GUEST_SHELL_H
#define JIFFY_GUEST_SHELL_H

#include "guest/guest.h"

/*
 * Executes the login shell in its own session, with the terminal as its controlling one. When that
 * fails, g->bye says why.
 */
void shell_start(struct guest *g);

#endif
