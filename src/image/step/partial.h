/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder that appears whole or not at all: it is filled as .tmp-<pid>-<name> beside its place and
 * then renamed. Its maker holds a lock on it (flock), which ends with the process. So a folder
 * without a lock was left by a killed process, and the next partial_begin() beside it removes it. A
 * PID would not tell, since the cache may be shared with a container, which has PIDs of its own.
 */
#ifndef JIFFY_IMAGE_STEP_PARTIAL_H
#define JIFFY_IMAGE_STEP_PARTIAL_H

#include "base/err.h"

struct partial {
	char *path; /* the folder to fill; without symbolic links on the way to it */
	char *target;
	int fd;
};
#define PARTIAL_INIT                                                                               \
	{                                                                                          \
		.fd = -1                                                                           \
	}
#define _cleanup_partial_ _cleanup_(partial_end)
/* Makes the parent of 'target' when it is missing. */
int partial_begin(struct partial *p, const char *target, struct err *e);
/* Renames 'root', which is p->path or a folder in it, to the target. */
int partial_commit(struct partial *p, const char *root, struct err *e);
void partial_end(struct partial *p); /* removes what was not committed */
/* Whether it is the name of such a folder. */
bool partial_is(const char *name);
/* Removes what killed processes left in the folder. */
void partial_sweep(const char *dir);
/* Removes the folder, which need not exist; its name is free at once. */
int partial_discard(const char *path, struct err *e);

#endif
