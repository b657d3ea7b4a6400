/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file or folder on its way into the guest or out of it, on a stream of its own (wire/files.h). Memory
 * is bounded by the windows; the disk is read and written as fast as the channel goes.
 */
#ifndef JIFFY_VM_AGENT_TRANSFER_H
#define JIFFY_VM_AGENT_TRANSFER_H

#include "vm/agent/channel.h"

/* Borrowed. */
struct transfer_spec {
	bool pull;	   /* out of the guest */
	const char *host;  /* a path; of a pull: where it goes, a folder or a name (wire/files.h) */
	const char *guest; /* the same in the guest */
};

struct transfer_hooks {
	/* Once: NULL, or why it failed. Must not free it. */
	void (*ended)(void *arg, const char *failure);
	/* A device, fifo or socket is not sent. */
	void (*skipped)(void *arg, const char *path);
	void *arg;
};

struct transfer;
/* channel_wake() begins it, when its hooks are in place. */
struct transfer *transfer_new(struct channel *c, unsigned stream, const struct transfer_spec *spec,
			      const struct transfer_hooks *hooks);
/* Hooks of the channel. */
const char *transfer_frame(struct transfer *t, const struct wire_header *h, const uint8_t *payload,
			   bool newer);
bool transfer_room(struct transfer *t);
void transfer_free(struct transfer *t); /* NULL: nothing. Removes half a file. */

#endif
