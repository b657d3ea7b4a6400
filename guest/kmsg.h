/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's records, from /dev/kmsg (linux: Documentation/ABI/testing/dev-kmsg) to the host. */
#ifndef JIFFY_GUEST_KMSG_H
#define JIFFY_GUEST_KMSG_H

#include "guest/guest.h"

void kmsg_open(struct kmsg *k);
/* Whether to send records now. They do not delay the first command or the shell. */
bool kmsg_wanted(const struct guest *g);
/* Adds a frame of records to the port's output, if that is empty. */
void kmsg_say(struct guest *g);
/*
 * Whether the host has every record up to now; if not, adds some to the port's output. Once it has,
 * the taint flags are added if they changed: they come after the last record.
 */
bool kmsg_said_all(struct guest *g);

#endif
