/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest's agent is to do: a queue of jobs. They start in the order in which they were added, each on the next stream;
 * today one at a time, since PID 1 runs one command at a time.
 */
#ifndef JIFFY_VM_AGENT_SESSION_H
#define JIFFY_VM_AGENT_SESSION_H

#include "vm/agent/job.h"

struct session_hooks {
	/* A job is over, and no other is running or waiting: add more, or end the guest. Must not free the session. */
	void (*idle)(void *arg);
	void *arg;
};

struct session;
struct session *session_new(const struct session_hooks *hooks);
/* Takes the job over; it stays until session_free(), so that its end can be looked at. */
void session_add(struct session *s, struct job *j);
/* The agent is ready: jobs may run, over this channel, which outlives the session or closes it first. */
void session_begin(struct session *s, struct channel *c);
/* Drops the jobs whose turn has not come. */
void session_drop(struct session *s);
/* Hooks of the channel; arg is the session. */
const char *session_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			  bool newer);
bool session_room(void *arg);
void session_free(struct session *s); /* and its jobs; NULL: nothing */

#endif
