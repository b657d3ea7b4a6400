/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packages that a command needs. The wrapper at the root installs, and only when it started us: it then says in
 *	JIFFY_WRAPPER   where it is
 *	JIFFY_HAVE      which groups of data/packages it knows to be there
 * and, run again with JIFFY_SETUP='GROUP…', installs these and ends.
 */
#ifndef JIFFY_CMD_SETUP_H
#define JIFFY_CMD_SETUP_H

#include "cmd/app.h"
#include "cmd/groups.h"

/*
 * Has the wrapper install what this work (bits of enum group_use) needs. 0: go on; an exit status to end with: the
 * wrapper has said why; -1: e is set. To be called once what was typed is known to make sense.
 */
int setup_packages(struct app *a, unsigned uses, struct err *e);

#endif
