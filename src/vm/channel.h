/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host side of the agent's protocol (wire/wire.h) on a connected socket, whose other end is the
 * guest's virtio-serial port. Driven by the loop; never blocks. The guest is not trusted: whatever
 * it sends, memory is bounded, and what breaks the protocol closes the channel with a reason.
 */
#ifndef JIFFY_VM_CHANNEL_H
#define JIFFY_VM_CHANNEL_H

#include "base/loop.h"
#include "wire/wire.h"

enum channel_state {
	CHANNEL_WAITING, /* for READY */
	CHANNEL_READY,
	CHANNEL_PROMPT, /* the shell runs */
	CHANNEL_BYE,	/* the guest said good-bye; its end follows */
	CHANNEL_CLOSED, /* broken, or QEMU closed it */
};

/*
 * Each is called at most once; any may be NULL. What they get is borrowed. They must not free the
 * channel. To align clocks, ready takes now_ns() - r->sent_ns: the host's time of the guest's zero.
 */
struct channel_hooks {
	void (*ready)(void *arg, const struct wire_ready *r);
	void (*prompt)(void *arg, const struct wire_prompt *p);
	void (*bye)(void *arg, const struct wire_bye *b);
	/*
	 * The guest broke the protocol: "the agent sent bytes that are not a frame". QEMU's end is
	 * no breach.
	 */
	void (*broken)(void *arg, const char *why);
	void *arg;
};

struct channel;

/* fd becomes the channel's, and non-blocking. */
struct channel *channel_new(struct loop *l, int fd, const struct channel_hooks *hooks);
enum channel_state channel_state(const struct channel *c);
/*
 * The terminal's size; before READY it is kept until then. Only the latest counts. 0 is left out.
 */
void channel_winsize(struct channel *c, unsigned rows, unsigned cols);
/* Asks the guest to end. False: the guest cannot be asked (not ready, gone, or on its way out). */
bool channel_poweroff(struct channel *c);
void channel_free(struct channel *c); /* NULL: nothing */

#endif
