/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest's kernel said, as its agent sends it (wire/wire.h, WIRE_KMSG): kept for the verdict, and written to a log as it
 * came, a record a line. The guest is not trusted: memory and log are bounded, and only records of the kernel itself count.
 */
#ifndef JIFFY_VM_AGENT_RECORDS_H
#define JIFFY_VM_AGENT_RECORDS_H

#include "verdict/kmsg.h"

struct records;

/* log_path: made with the first record. */
struct records *records_new(const char *log_path);
/*
 * Adds what one frame brought. True: among it is the first record that tells of damage (an oops, corruption): nothing better will
 * come of this guest.
 */
bool records_add(struct records *r, const char *lines, size_t n);
/* In order; borrowed, until the next records_add(). NULL with *n 0: the agent sent none. */
const struct kmsg_record *records_all(const struct records *r, size_t *n);
/* Some were overwritten in the guest before they were read, or were too many to keep. */
bool records_lost(const struct records *r);
void records_free(struct records *r); /* NULL: nothing */

#endif
