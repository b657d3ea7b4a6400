/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's kernel messages, as its agent sends them (wire/wire.h, WIRE_KMSG). They are kept for
 * the verdict, and logged as they came, one record per line. The guest is not trusted: memory and
 * log are bounded, and only records of the kernel itself count.
 */
#ifndef JIFFY_VM_AGENT_RECORDS_H
#define JIFFY_VM_AGENT_RECORDS_H

#include "verdict/kmsg.h"

struct records;

/* The log is created when the first record comes. */
struct records *records_new(const char *log_path);
/*
 * Adds the lines of one message. True: one of them is the first record of damage (an oops,
 * corruption), after which the guest cannot be trusted.
 */
bool records_add(struct records *r, const char *lines, size_t n);
/* In order; borrowed until the next records_add(). NULL with *n 0: the agent sent none. */
const struct kmsg_record *records_all(const struct records *r, size_t *n);
/*
 * Whether records were overwritten in the guest before they were read, or dropped because there
 * were too many. Those dropped after the damage do not count.
 */
bool records_lost(const struct records *r);
int records_log_errnum(const struct records *r); /* why the log is not complete; 0: it is */
void records_free(struct records *r);		 /* NULL: nothing */

#endif
