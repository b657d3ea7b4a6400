/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's streams, between its pipes or terminal and the channel. */
#ifndef JIFFY_GUEST_PROGRAM_RELAY_H
#define JIFFY_GUEST_PROGRAM_RELAY_H

#include <poll.h>

#include "guest/guest.h"

/* Passes input on; length 0 is its end. Returns NULL, or what is wrong with it. */
const char *relay_stdin(struct command *c, const uint8_t *payload, uint32_t length);
/* Adds a frame of what can be read from stream i, or its end, to the port's output. */
void relay_read(struct command *c, struct port *p, unsigned i);
/* The command has ended, and its children's time is up: from now on, only drains the pipes. */
void relay_last(struct command *c);
void relay_close(struct command *c, unsigned i);
void relay_poll(const struct guest *g, struct pollfd fds[RELAY_N]);
void relay_serve(struct guest *g, const struct pollfd fds[RELAY_N]);

#endif
