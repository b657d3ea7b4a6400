/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The login shell on the console. */
#ifndef JIFFY_GUEST_PROGRAM_SHELL_H
#define JIFFY_GUEST_PROGRAM_SHELL_H

#include "guest/guest.h"

/* Starts the login shell in a session of its own on the terminal. If it fails, g->bye says why. */
void shell_start(struct guest *g);

#endif
