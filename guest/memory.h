/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_GUEST_MEMORY_H
#define JIFFY_GUEST_MEMORY_H

#include "wire/wire.h"

/* Fills m from /proc/meminfo; zeroes where there is none. */
void memory_read(struct wire_memory *m);

#endif
