/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Installs the packages that a command needs. Only the wrapper at the root of the source tree does
 * so, and only if it started us. It then sets
 *	JIFFY_WRAPPER   its path
 *	JIFFY_HAVE      the groups of data/packages that it knows to be installed
 * and, run again with JIFFY_SETUP='GROUP…', installs these groups and ends.
 */
#ifndef JIFFY_CMD_SETUP_H
#define JIFFY_CMD_SETUP_H

#include "cmd/app.h"
#include "cmd/groups.h"

/*
 * Has the wrapper install what this work (bits of enum group_use) needs. Returns 0; or the exit
 * status to end with, after the wrapper has printed why; or -1. Call it after all checks for usage
 * errors.
 */
int setup_packages(struct app *a, unsigned uses, struct err *e);

#endif
