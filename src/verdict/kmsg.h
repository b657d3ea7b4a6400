/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of /dev/kmsg (linux: Documentation/ABI/testing/dev-kmsg). Each read() of the device gives one:
 *	priority,sequence,microseconds,flags[,more];text
 *	 KEY=value            (any number, after the text's line)
 * Bytes that are not printable, and the backslash, come as \xNN.
 */
#ifndef JIFFY_VERDICT_KMSG_H
#define JIFFY_VERDICT_KMSG_H

#include "base/util.h"

#define KMSG_KERNEL 0 /* the facility of what the kernel itself says: nobody else can have it */

struct kmsg_record {
	unsigned facility, level; /* of the syslog priority; level 0 is the most urgent */
	uint64_t seq, time_us;	  /* since boot, by the kernel's clock */
	char *text;		  /* unescaped; may hold newlines; bytes that no text has are '?' */
};

/* Parses one record of n bytes; false, and nothing to free, when it is none. */
bool kmsg_parse(const char *p, size_t n, struct kmsg_record *out);
void kmsg_free(struct kmsg_record *r);

#endif
