/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of the agent's protocol (wire/wire.h) on a connected socket, whose other end is the guest's virtio-serial port or
 * its UART. Driven by the loop; never blocks. The guest is not trusted: whatever it sends, memory is bounded, and what breaks the
 * protocol closes the channel with a reason.
 */
#ifndef JIFFY_VM_AGENT_CHANNEL_H
#define JIFFY_VM_AGENT_CHANNEL_H

#include "base/loop.h"
#include "wire/wire.h"

enum channel_state {
	CHANNEL_WAITING, /* for READY */
	CHANNEL_READY,
	CHANNEL_PROMPT, /* the shell runs */
	CHANNEL_BYE,	/* the guest said goodbye; its end follows */
	CHANNEL_CLOSED, /* broken, or QEMU closed it */
};

/*
 * The first four are called at most once; any may be NULL. What they get is borrowed. They must not free the channel.
 * In 'ready', now_ns() - r->sent_ns is the host's time of the guest's zero.
 */
struct channel_hooks {
	void (*ready)(void *arg, const struct wire_ready *r);
	void (*prompt)(void *arg, const struct wire_prompt *p);
	void (*bye)(void *arg, const struct wire_bye *b);
	/* The guest broke the protocol: "the agent sent bytes that are not a frame". QEMU's end does not. */
	void (*broken)(void *arg, const char *why);
	/*
	 * A frame on a job's stream, checked for nothing but its size; NULL, or what is wrong with it: "a message out of
	 * turn". With 'newer' the guest's minor version is newer than ours.
	 */
	const char *(*frame)(void *arg, const struct wire_header *h, const uint8_t *payload,
			     bool newer);
	/* All that was said is on its way: now say what else there is. True: and then there is more. */
	bool (*room)(void *arg);
	/* The kernel's records, whole lines as the guest sent them: see WIRE_KMSG. */
	void (*kmsg)(void *arg, const char *lines, size_t n);
	void (*taint)(void *arg, const struct wire_taint *t);
	void *arg;
};

struct channel;

/* fd becomes the channel's, and non-blocking. */
struct channel *channel_new(struct loop *l, int fd, const struct channel_hooks *hooks);
/* The guest's end is a UART (wire/wire.h, "UART"). To be called before anything has come. */
void channel_is_uart(struct channel *c);
enum channel_state channel_state(const struct channel *c);
/* now_ns() of the agent's last message, any sign of life; 0: there was none. */
uint64_t channel_heard(const struct channel *c);
/* The terminal's size, kept until READY. Only the latest counts; 0 is ignored. */
void channel_winsize(struct channel *c, unsigned rows, unsigned cols);
/* Asks the guest to end. False: the guest cannot be asked (not ready, gone, or on its way out). */
bool channel_poweroff(struct channel *c);
/* Asks for a sign of life, if the guest can be asked. */
void channel_ping(struct channel *c);
/* A message, a struct of words, on a job's stream; only from the hook 'room'. */
void channel_say(struct channel *c, unsigned type, unsigned stream, const void *message,
		 size_t size);
/* Likewise bytes, at most WIRE_MAX. */
void channel_send(struct channel *c, unsigned type, unsigned stream, const void *payload,
		  size_t size);
/* There is something to say: 'room' is called, now or as soon as there is room. */
void channel_wake(struct channel *c);
void channel_free(struct channel *c); /* NULL: nothing */

#endif
