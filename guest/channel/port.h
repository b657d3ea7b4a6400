/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's side of the channel (wire/wire.h). */
#ifndef JIFFY_GUEST_CHANNEL_PORT_H
#define JIFFY_GUEST_CHANNEL_PORT_H

#include <poll.h>

#include "guest/guest.h"

enum {
	PORT_SAY_READY = 1,
	PORT_SAY_PROMPT = 2,
	PORT_SAY_BYE = 4,
	PORT_SAY_PONG = 8,
	PORT_SAY_TAKEN = 16,
};

/* Looks for the port when it is time, and sends 'what' (PORT_SAY_*) and all that is pending. */
void port_say(struct guest *g, unsigned what);
/* What to poll for. fd -1: nothing. */
struct pollfd port_poll(const struct guest *g);
/* Reads and handles what the host sent. */
void port_serve(struct guest *g, short revents);

#endif
