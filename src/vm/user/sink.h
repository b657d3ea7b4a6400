/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes for a descriptor of the user's, written as it takes them, without ever waiting for it. Its
 * flags are left alone, since others share them. SIGPIPE must be ignored.
 */
#ifndef JIFFY_VM_USER_SINK_H
#define JIFFY_VM_USER_SINK_H

#include "base/loop.h"

struct sink_hooks {
	/* So many bytes went out, or were dropped since it is gone. */
	void (*taken)(void *arg, size_t n);
	/* It cannot be written to any more (EPIPE, EIO …): what comes is dropped. Once. */
	void (*gone)(void *arg);
	void *arg;
};

struct sink;
struct sink *sink_new(struct loop *l, int fd, const struct sink_hooks *hooks); /* -1: drops all */
void sink_write(struct sink *s, const void *p, size_t n);
size_t sink_waiting(const struct sink *s); /* bytes that it has not taken */
void sink_free(struct sink *s);		   /* NULL: nothing */

#endif
