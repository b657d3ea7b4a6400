/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's side of the agent's protocol (wire/wire.h) on a connected socket, whose other end is
 * the guest's virtio-serial port or its UART. Driven by the loop; never blocks. The guest is not
 * trusted: memory is bounded whatever it sends, and a breach of the protocol closes the channel
 * with a reason.
 */
#ifndef JIFFY_VM_AGENT_CHANNEL_H
#define JIFFY_VM_AGENT_CHANNEL_H

#include "base/loop.h"
#include "wire/wire.h"

enum channel_state {
	CHANNEL_WAITING, /* for READY */
	CHANNEL_READY,
	CHANNEL_PROMPT, /* the shell runs */
	CHANNEL_BYE,	/* the guest said goodbye and is about to end */
	CHANNEL_CLOSED, /* broken, or QEMU closed it */
};

/*
 * The first four are called at most once; any may be NULL. What they get is borrowed. They must not
 * free the channel. In 'ready', now_ns() - r->sent_ns is the host's time of the guest's zero.
 */
struct channel_hooks {
	void (*ready)(void *arg, const struct wire_ready *r);
	void (*prompt)(void *arg, const struct wire_prompt *p);
	void (*bye)(void *arg, const struct wire_bye *b);
	/*
	 * The guest broke the protocol: "the agent sent bytes that are not a frame". Not called
	 * when QEMU ends.
	 */
	void (*broken)(void *arg, const char *why);
	/*
	 * A frame on a job's stream, of which only the size was checked. Returns NULL, or what is
	 * wrong with it: "a message out of turn". newer: the guest's minor version is newer.
	 */
	const char *(*frame)(void *arg, const struct wire_header *h, const uint8_t *payload,
			     bool newer);
	/* All messages so far are sent: say the next ones. Returns whether there are more. */
	bool (*room)(void *arg);
	/* The kernel's records, whole lines as the guest sent them: see WIRE_KMSG. */
	void (*kmsg)(void *arg, const char *lines, size_t n);
	void (*taint)(void *arg, const struct wire_taint *t);
	void *arg;
};

struct channel;

/* fd becomes the channel's, and non-blocking. */
struct channel *channel_new(struct loop *l, int fd, const struct channel_hooks *hooks);
/* The guest's end is a UART (wire/wire.h, "UART"). Call it before any input has come. */
void channel_is_uart(struct channel *c);
enum channel_state channel_state(const struct channel *c);
/* now_ns() of the agent's last message, of any kind; 0: there was none. */
uint64_t channel_heard(const struct channel *c);
/* The terminal's size, kept until READY. Only the latest counts; 0 is ignored. */
void channel_winsize(struct channel *c, unsigned rows, unsigned cols);
/* Asks the guest to end. False: the guest cannot be asked (not ready, gone, or on its way out). */
bool channel_poweroff(struct channel *c);
/* Asks for a sign of life, if the guest can be asked. */
void channel_ping(struct channel *c);
/* Sends a message, a struct of words, on a job's stream. Only the hook 'room' may call it. */
void channel_say(struct channel *c, unsigned type, unsigned stream, const void *message,
		 size_t size);
/* The same for bytes, at most WIRE_MAX. */
void channel_send(struct channel *c, unsigned type, unsigned stream, const void *payload,
		  size_t size);
/* There is something to say: calls 'room', now or as soon as there is room. */
void channel_wake(struct channel *c);
void channel_free(struct channel *c); /* NULL: nothing */

#endif
