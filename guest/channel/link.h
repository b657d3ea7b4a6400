/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds, opens and closes the device that carries the channel. */
#ifndef JIFFY_GUEST_CHANNEL_LINK_H
#define JIFFY_GUEST_CHANNEL_LINK_H

#include "guest/guest.h"

/* Opens the UART or the virtio port; sets next_ns if another try makes sense. */
void link_look(struct port *p);
/* Nobody is connected on the host's side: not yet, or no longer. */
void link_hung_up(struct port *p);
/* The host broke the protocol, as 'why' says: closes the channel for good. */
void link_broken(struct port *p, const char *why);

#endif
