/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file or folder on its way into the guest or out of it, a job of its agent (job.h) that carries the records of wire/files.h.
 * Memory is bounded by the windows; the disk is read and written as fast as the channel goes.
 */
#ifndef JIFFY_VM_AGENT_TRANSFER_H
#define JIFFY_VM_AGENT_TRANSFER_H

#include "vm/agent/job.h"

/* Borrowed. */
struct transfer_spec {
	bool pull;	   /* out of the guest */
	const char *host;  /* a path; of a pull: where it goes, a folder or a name (wire/files.h) */
	const char *guest; /* likewise in the guest */
};

struct transfer;
/* skipped: called for each device, fifo or socket, which are not sent. */
struct transfer *transfer_new(const struct transfer_spec *spec,
			      void (*skipped)(void *arg, bool pull, const char *path), void *arg);
/* For session_add(), which takes it over; freeing it removes half a file. */
struct job *transfer_job(struct transfer *t);
/* Why it failed, or NULL. */
const char *transfer_failure(const struct transfer *t);

#endif
