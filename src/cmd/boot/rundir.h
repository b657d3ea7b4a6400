/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders of the last runs: $XDG_STATE_HOME/jiffy/runs/N, 'last' points to the newest. */
#ifndef JIFFY_CMD_BOOT_RUNDIR_H
#define JIFFY_CMD_BOOT_RUNDIR_H

#include "base/err.h"

#define RUNDIR_KEPT 20 /* older ones are removed */

/* Makes the next one; its path is the caller's. Any number of runs may do so at once. */
char *rundir_new(const char *statedir, struct err *e);
/*
 * A run by what a user calls it: its number, 'last', or the path of a folder (with a '/'). Its folder, or NULL; *name (caller's) is its
 * number.
 */
char *rundir_find(const char *statedir, const char *run, char **name, struct err *e);
/* Puts a file, which nobody writes to any more, into the folder: a hard link where that can be. NULL: nothing; failure: nothing too. */
void rundir_keep(const char *rundir, const char *file);

#endif
