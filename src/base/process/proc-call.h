/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a function of ours in a process of its own, without exec. */
#ifndef JIFFY_BASE_PROCESS_PROC_CALL_H
#define JIFFY_BASE_PROCESS_PROC_CALL_H

#include "base/err.h"

/*
 * Calls fn in a child and returns its result (0..255). -1: it was killed, or did not return within
 * deadline_ns and was killed for that.
 */
int proc_call(int (*fn)(void *arg), void *arg, uint64_t deadline_ns, struct err *e);
/*
 * Calls fn in a process that outlives us: not our child, in a session of its own, with default
 * signals and only keep_fds open. Its result is ignored.
 */
int proc_detach(int (*fn)(void *arg), void *arg, const int *keep_fds, size_t n, struct err *e);

#endif
