/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file or folder on its way into the guest or out of it: a job of the agent (job.h) that carries
 * the records of wire/files.h. The windows bound memory; the disk is read and written at the
 * channel's speed.
 */
#ifndef JIFFY_VM_AGENT_TRANSFER_H
#define JIFFY_VM_AGENT_TRANSFER_H

#include "vm/agent/job.h"

/* Borrowed. */
struct transfer_spec {
	bool pull;	   /* out of the guest */
	const char *host;  /* a path; for a pull, the folder or the name to write (wire/files.h) */
	const char *guest; /* the other end, in the guest */
};

struct transfer;
/* 'skipped' is called for each device, fifo or socket: these are not sent. */
struct transfer *transfer_new(const struct transfer_spec *spec,
			      void (*skipped)(void *arg, bool pull, const char *path), void *arg);
/* For session_add(), which takes it over. Freeing it removes a file that is incomplete. */
struct job *transfer_job(struct transfer *t);
/* Why it failed, or NULL. */
const char *transfer_failure(const struct transfer *t);

#endif
