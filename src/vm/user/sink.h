/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes bytes to a descriptor of the user's as fast as it takes them, without ever blocking. Its
 * flags are left alone, since other processes share them. The caller bounds what waits, with
 * sink_waiting(). SIGPIPE must be ignored.
 */
#ifndef JIFFY_VM_USER_SINK_H
#define JIFFY_VM_USER_SINK_H

#include "base/loop.h"

/* Either may be called from within sink_write(). They must not free the sink. */
struct sink_hooks {
	/* n bytes were written, or dropped because the reader is gone. */
	void (*taken)(void *arg, size_t n);
	/*
	 * Once: writing failed, as errnum says; EPIPE: the reader is gone. From now on everything
	 * is dropped.
	 */
	void (*gone)(void *arg, int errnum);
	void *arg;
};

struct sink;
/* fd stays the caller's. -1: everything is dropped. */
struct sink *sink_new(struct loop *l, int fd, const struct sink_hooks *hooks);
/* 'gone' is also called when the reader goes away while nothing waits. */
void sink_watch_hangup(struct sink *s);
void sink_write(struct sink *s, const void *p, size_t n);
void sink_drop(struct sink *s);		   /* drops what waits and what comes */
size_t sink_waiting(const struct sink *s); /* bytes not yet written */
void sink_free(struct sink *s);		   /* NULL: nothing */

#endif
