/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches what the guest's kernel says: keeps the records, and notices when the guest can no
 * longer be trusted. That is so after an oops among the agent's records. But a task that dies in
 * the kernel may hold a lock that the agent needs, or leave it no CPU: then only the console shows
 * the oops, which counts if the agent does not answer.
 */
#ifndef JIFFY_VM_AGENT_WATCH_H
#define JIFFY_VM_AGENT_WATCH_H

#include "vm/agent/channel.h"
#include "vm/agent/records.h"
#include "vm/user/console.h"

struct watch {
	/* set by the owner, who keeps them until watch_end() */
	struct loop *loop;
	struct channel *channel;
	const struct console *console;
	struct records *records; /* freed by watch_end() */
	/* The guest can no longer be trusted. At most once. */
	void (*lost)(void *arg);
	void *arg;
	/* its own */
	bool begun;
	uint64_t watched; /* when the last byte that was looked at came from the console */
	uint64_t asked;	  /* when the agent was pinged because of the console; 0: it was not */
	struct loop_timer *timer, *last_words;
};

/* From now on 'lost' may be called. Without this call, only the records are kept. */
void watch_begin(struct watch *w);
/* The channel's hook 'kmsg'. */
void watch_kmsg(struct watch *w, const char *lines, size_t n);
/* QEMU has ended, or is about to: 'lost' is no longer called. Records are still kept. */
void watch_stop(struct watch *w);
void watch_end(struct watch *w);

#endif
