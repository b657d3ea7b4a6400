/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A job for the guest's agent: a command (exec.h), or a transfer of files (transfer.h), which is a
 * command whose program is part of PID 1. Each has a stream of its own on the channel
 * (wire/wire.h, "A command"). This is what all kinds share: a place in the session's queue, the
 * order and sizes of messages, and the windows of the output. The guest is not trusted.
 */
#ifndef JIFFY_VM_AGENT_JOB_H
#define JIFFY_VM_AGENT_JOB_H

#include "base/strbuf.h"
#include "vm/agent/channel.h"

enum job_state {
	JOB_QUEUED,
	JOB_TURN,    /* its turn has come: EXEC is sent as soon as there is room */
	JOB_ASKED,   /* EXEC was sent */
	JOB_STARTED, /* the guest said STARTED */
	JOB_ENDED,   /* EXIT came; the job still hands on its output */
	JOB_OVER,
	JOB_DROPPED, /* its turn never came */
};

enum { JOB_STDOUT, JOB_STDERR, JOB_OUTPUTS };

struct job;
/*
 * What a kind of job does. None of these may free the job. Those that return a string return NULL,
 * or what is wrong with the message.
 */
struct job_type {
	/* Its turn has come: adds its words with job_add_string() and calls job_exec(). */
	void (*ask)(struct job *j);
	/*
	 * Sends what there is besides strings and credits, with channel_say() and channel_send().
	 * Returns whether there is more.
	 */
	bool (*room)(struct job *j);
	void (*started)(struct job *j, const struct wire_started *s);
	/* At most what the window allows. n 0: the end of that stream, once. */
	const char *(*output)(struct job *j, unsigned which, const uint8_t *p, size_t n);
	/* The guest accepts this many more bytes of stdin; first called after 'started'. */
	const char *(*credit)(struct job *j, uint64_t bytes);
	void (*input_closed)(struct job *j); /* the guest no longer reads stdin */
	/* j->end says how it ended. Calls job_over() once all output is handed on. */
	void (*ended)(struct job *j);
	void (*free)(struct job *j);
};

struct job_window {
	uint64_t size;	/* of the window, as EXEC says */
	uint64_t open;	/* bytes that the guest may still send */
	uint64_t taken; /* bytes handed on, to be credited to the guest */
	bool ended;
};

struct job {
	const struct job_type *type;
	bool needed; /* if it fails, the jobs after it in the queue are dropped */
	bool failed; /* set by the type before job_over() */
	enum job_state state;
	struct wire_exit end; /* end.end 0: it has not ended */
	/* the session's */
	struct job *next;
	struct channel *channel; /* NULL until its turn */
	unsigned stream;
	void (*over)(void *arg, struct job *j);
	void *arg;
	/* job.c's */
	struct strbuf strings; /* not sent yet */
	struct job_window out[JOB_OUTPUTS];
};

/* for types */

void job_add_string(struct job *j, const char *s);
/* Sends EXEC, with w's strings and windows filled in. */
void job_exec(struct job *j, struct wire_exec *w, uint64_t stdout_window, uint64_t stderr_window);
/* n bytes of output were handed on: the guest may send as many again. */
void job_taken(struct job *j, unsigned which, size_t n);
/* There is something to say. Does nothing before the job's turn. */
void job_wake(struct job *j);
void job_over(struct job *j);

/* for the session */

void job_start(struct job *j, struct channel *c, unsigned stream);
static inline bool job_runs(const struct job *j)
{
	return j->state >= JOB_TURN && j->state <= JOB_ENDED;
}
bool job_room(struct job *j);
const char *job_frame(struct job *j, const struct wire_header *h, const uint8_t *payload,
		      bool newer);
void job_free(struct job *j);

#endif
