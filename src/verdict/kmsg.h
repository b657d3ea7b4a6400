/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of /dev/kmsg (linux: Documentation/ABI/testing/dev-kmsg). Each read() gives one:
 *	priority,sequence,microseconds,flags[,more];text
 *	 KEY=value            (any number, after the text's line)
 * Unprintable bytes and the backslash come as \xNN.
 */
#ifndef JIFFY_VERDICT_KMSG_H
#define JIFFY_VERDICT_KMSG_H

#include "base/util.h"

#define KMSG_KERNEL 0 /* the facility of the kernel's own messages; no program can use it */

struct kmsg_record {
	unsigned facility, level; /* of the syslog priority; level 0 is the most urgent */
	uint64_t seq, time_us;	  /* since boot, by the kernel's clock */
	char *text;		  /* unescaped; may hold newlines; other control bytes are '?' */
};

/* Parses one record of n bytes. False: it is malformed, and there is nothing to free. */
bool kmsg_parse(const char *p, size_t n, struct kmsg_record *out);
void kmsg_free(struct kmsg_record *r);

#endif
