/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known about a run once it is over: the input of verdict(). Everything is borrowed. */
#ifndef JIFFY_VERDICT_EVIDENCE_H
#define JIFFY_VERDICT_EVIDENCE_H

#include "verdict/kmsg.h"
#include "verdict/limits.h"
#include "verdict/outcome.h"

/* A file or folder copied into the guest before the command, or out of it afterwards. */
struct evidence_transfer {
	bool pull;	     /* out of the guest */
	const char *path;    /* as the user named the source */
	bool over;	     /* it succeeded or failed; otherwise the guest ended first */
	const char *failure; /* why it failed, or NULL */
};

struct evidence {
	/* the guest */
	const char *console_head; /* its first lines, as clean text; NULL: none */
	const char *console_tail; /* its last lines as clean text; a crash takes some 200 */
	const struct kmsg_record *records; /* from the agent, in order; NULL: it sent none */
	size_t n_records;
	bool records_lost;	 /* there were more than these */
	bool kernel_seen;	 /* at least one byte on the console, or the agent */
	bool agent_expected;	 /* /init is ours: without its goodbye, the end is not a good one */
	bool ready;		 /* the agent said READY */
	bool bye;		 /* it said goodbye before the end */
	bool bad_root;		 /* because its root was not whole */
	const char *agent_error; /* how it broke the protocol, or NULL */

	/* QEMU */
	const char *qemu;     /* name of the program, for titles */
	const char *qemu_log; /* last lines of its output, or NULL */
	const char *shutdown; /* the reason that QMP gave ("guest-reset" …), or NULL */
	int qemu_signo;	      /* the signal that ended it, unless it was ours; 0: none */
	int qemu_status;      /* its exit status */

	/* the user */
	enum fail_on fail_on;
	bool user_quit; /* Ctrl-a x, the monitor's quit, a closed window, or a signal to jiffy */
	bool stopped;	/* it was a signal to jiffy */
	const char *failed; /* why output or input was lost: "cannot write to stdout: …"; NULL */
	int console_log_errnum, kmsg_log_errnum; /* why a log is not complete; 0: it is */

	/* the command */
	const char *command; /* its first word; NULL: there was a shell */
	struct outcome_command end;
	bool no_tty; /* it was not run because the kernel has no pseudo-terminals */

	/* limits */
	const struct limits *limits;
	enum limit passed; /* the first one that expired */

	/* a shared folder that the guest could not mount; NULL: none */
	const char *share_host, *share_guest;
	int share_errno;

	/* in the order in which they were made: pushes, then pulls */
	const struct evidence_transfer *transfers;
	size_t n_transfers;
};

#endif
