/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folders of the last runs: $XDG_STATE_HOME/jiffy/runs/N. The link 'last' points to the newest.
 */
#ifndef JIFFY_CMD_BOOT_RUNDIR_H
#define JIFFY_CMD_BOOT_RUNDIR_H

#include "base/err.h"

#define RUNDIR_KEPT 20 /* older ones are removed, unless their run has not ended */

/*
 * The folder of a run, with a shared lock on it (flock), which ends with the process: while a run
 * goes on or somebody reads it, its folder stays.
 */
struct rundir {
	char *path;
	int lock;
};
#define RUNDIR_INIT                                                                                \
	{                                                                                          \
		.lock = -1                                                                         \
	}
#define _cleanup_rundir_ _cleanup_(rundir_end)

/* Makes the next one and removes old ones. Several runs may do so at the same time. */
int rundir_new(struct rundir *r, const char *statedir, struct err *e);
void rundir_end(struct rundir *r); /* the folder stays */
/*
 * Finds a run by its number, 'last', or the path of its folder (anything with a '/'). Sets *name to
 * its number, the caller's. The error is of kind ERR_USAGE.
 */
int rundir_find(struct rundir *r, const char *statedir, const char *run, char **name,
		struct err *e);
/* Adds a file that is complete, as a hard link if possible. Ignores NULL and failures. */
void rundir_keep(const char *rundir, const char *file);

#endif
