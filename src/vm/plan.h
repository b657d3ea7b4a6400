/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the agent does in one run: push files, run the command, pull files. Without a command there
 * is a shell, and nothing to do.
 */
#ifndef JIFFY_VM_PLAN_H
#define JIFFY_VM_PLAN_H

#include "base/strv.h"
#include "vm/agent/exec.h"
#include "vm/agent/session.h"
#include "vm/agent/transfer.h"

struct plan {
	/* set by the owner, who keeps them until plan_end() */
	struct loop *loop;
	struct exec_spec command;	   /* argv NULL: none */
	const struct transfer_spec *specs; /* of the transfers */
	size_t n_transfers;		   /* 0 without a command */
	struct strv *notes;		   /* gets a line for each file that is left out */
	/* its own */
	struct session *session;
	struct exec *exec;	     /* the session's; NULL: there is no command */
	struct transfer **transfers; /* the session's */
};

void plan_begin(struct plan *p, const struct session_hooks *session, const struct exec_hooks *exec);
void plan_end(struct plan *p);

#endif
