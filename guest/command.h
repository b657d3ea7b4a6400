/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's side of the protocol (wire/wire.h): EXEC to EXIT. */
#ifndef JIFFY_GUEST_COMMAND_H
#define JIFFY_GUEST_COMMAND_H

#include "guest/guest.h"

/* Handles a frame on a command's stream. NULL, or what is wrong with it. */
const char *command_receive(struct guest *g, const struct wire_header *h, const uint8_t *payload);
/* Adds pending messages and output to the port's output, if that is empty. */
void command_say(struct guest *g);
/* Process 'pid' ended with this wait status. */
void command_reaped(struct guest *g, pid_t pid, int status);
/* Whether EXIT is due: the command ended and the host has all its output. */
bool command_wants_exit(const struct guest *g);
/* When command_say() must be called at the latest; 0: no deadline. */
uint64_t command_deadline(const struct guest *g);

#endif
