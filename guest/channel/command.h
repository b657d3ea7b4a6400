/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command in the protocol (wire/wire.h), from EXEC to EXIT. */
#ifndef JIFFY_GUEST_CHANNEL_COMMAND_H
#define JIFFY_GUEST_CHANNEL_COMMAND_H

#include "guest/guest.h"

/* Handles a frame on a command's stream. Returns NULL, or what is wrong with the frame. */
const char *command_receive(struct guest *g, const struct wire_header *h, const uint8_t *payload);
/* If the port's output is empty, adds pending messages and output to it. */
void command_say(struct guest *g);
/* Process 'pid' ended with this wait status. */
void command_reaped(struct guest *g, pid_t pid, int status);
/* Whether EXIT is due: the command ended and the host has all its output. */
bool command_wants_exit(const struct guest *g);
/* The latest time to call command_say(); 0: no deadline. */
uint64_t command_deadline(const struct guest *g);

#endif
