/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_BASE_PROCESS_PROC_START_H
#define JIFFY_BASE_PROCESS_PROC_START_H

#include "base/process/proc.h"

/*
 * Starts the child that p describes and waits until it has executed its program. A program that
 * does not exist or cannot be executed is an error here, not an exit status. For PROC_PIPE, our
 * ends are then in p->in, out and err.
 */
int proc_start(struct proc *p, struct err *e);

#endif
