/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's records: from /dev/kmsg (linux: Documentation/ABI/testing/dev-kmsg) to the host. */
#ifndef JIFFY_GUEST_CHANNEL_KMSG_H
#define JIFFY_GUEST_CHANNEL_KMSG_H

#include "guest/guest.h"

void kmsg_open(struct kmsg *k);
/* Whether to send records now. They do not delay the start of the first command or the shell. */
bool kmsg_wanted(const struct guest *g);
/* If the port's output is empty, adds a frame of records to it. */
void kmsg_say(struct guest *g);
/*
 * Whether every record up to now is sent. If not, adds some to the port's output. If so, adds the
 * taint flags if they changed: they follow the last record.
 */
bool kmsg_said_all(struct guest *g);

#endif
