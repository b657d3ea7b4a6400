/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a child to its end. */
#ifndef JIFFY_BASE_PROCESS_PROC_RUN_H
#define JIFFY_BASE_PROCESS_PROC_RUN_H

#include "base/process/proc.h"

/*
 * Starts it with an empty stdin, appends its stdout to 'out' (NULL: drops it), and waits. Fails
 * unless its status is 0, with the last lines of its stderr as detail. Sets stdout_io and
 * stderr_io.
 */
int proc_capture(struct proc *p, struct strbuf *out, struct err *e);

/*
 * Runs a long child in a process group of its own and returns when it and its group have ended. Its
 * output goes to p->log and, line by line, to line(), which may be NULL. When interrupt_fd (-1:
 * none) becomes readable, the group gets SIGTERM and, 5 s later, SIGKILL, and the result is an
 * error of kind ERR_SIGNAL; the descriptor is not read. p says how the child ended (proc_ok()).
 */
int proc_run_logged(struct proc *p, void (*line)(void *arg, const char *line), void *arg,
		    int interrupt_fd, struct err *e);

#endif
