/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signals that jiffy handles: those that stop it, and changes of the terminal's size. */
#ifndef JIFFY_CMD_UI_SIGNALS_H
#define JIFFY_CMD_UI_SIGNALS_H

#include "base/loop.h"

/*
 * Catches SIGINT, SIGTERM and SIGHUP. Returns a descriptor to which the first one writes a byte,
 * its number; the second one ends jiffy at once. -1 with e set.
 */
int signals_catch(struct err *e);
/* Catches SIGWINCH. Returns a descriptor with one byte for each; -1 with e set. */
int signals_watch_size(struct err *e);

/*
 * What a loop does about them. A byte can be read only once, so one reader passes each signal on to
 * everything on the loop, for example to every guest.
 */
struct signal_hooks {
	void (*stop)(void *arg, int signo);
	void (*size)(void *arg); /* after signals_watch_size() */
	void *arg;
};

struct signals;
struct signals *signals_listen(struct loop *l, const struct signal_hooks *hooks);
void signals_unlisten(struct signals *s); /* NULL: does nothing */

#endif
