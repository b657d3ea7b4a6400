/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_GUEST_CHANNEL_MEMORY_H
#define JIFFY_GUEST_CHANNEL_MEMORY_H

#include "wire/wire.h"

/* Fills m from /proc/meminfo and /proc/zoneinfo; with zeroes if there are none. */
void memory_read(struct wire_memory *m);

#endif
