/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The watch over what the guest's kernel says: it keeps the records, and notices when nothing good can come of the guest any more.
 * An oops among the agent's records is one. A task that dies in the kernel may also hold a lock that the agent needs, or leave it no
 * CPU: then only the console tells, and counts if the agent does not answer.
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
	/* Nothing that the guest says from now on can be trusted. At most once. */
	void (*lost)(void *arg);
	void *arg;
	/* its own */
	bool begun;
	uint64_t watched; /* the console's last byte that was looked at */
	uint64_t asked;	  /* when the agent was asked for a sign of life; 0: the records tell */
	struct loop_timer *timer, *last_words;
};

/* From now on 'lost' is called. Without it (somebody sits at a shell) only records are kept. */
void watch_begin(struct watch *w);
/* The channel's hook 'kmsg'. */
void watch_kmsg(struct watch *w, const char *lines, size_t n);
/* QEMU has ended, or is about to: 'lost' is not called any more. Records are kept all the same. */
void watch_stop(struct watch *w);
void watch_end(struct watch *w);

#endif
