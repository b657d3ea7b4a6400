/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The queue of jobs for the guest's agent. They start in the order in which they were added, each
 * on the next stream, and one at a time, since PID 1 runs only one command at a time.
 */
#ifndef JIFFY_VM_AGENT_SESSION_H
#define JIFFY_VM_AGENT_SESSION_H

#include "vm/agent/job.h"

struct session_hooks {
	/*
	 * A job is over, and no other is running or waiting: add more, or end the guest. Must not
	 * free the session.
	 */
	void (*idle)(void *arg);
	void *arg;
};

struct session;
struct session *session_new(const struct session_hooks *hooks);
/* Takes the job over, and keeps it until session_free(). */
void session_add(struct session *s, struct job *j);
/* The agent is ready: jobs may run over this channel, which must outlive the session. */
void session_begin(struct session *s, struct channel *c);
/* Drops the jobs whose turn has not come. */
void session_drop(struct session *s);
/* The channel's hooks; arg is the session. */
const char *session_frame(void *arg, const struct wire_header *h, const uint8_t *payload,
			  bool newer);
bool session_room(void *arg);
void session_free(struct session *s); /* and its jobs; NULL: nothing */

#endif
