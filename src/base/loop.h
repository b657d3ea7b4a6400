/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An event loop over poll(2), for descriptors and timers. A callback may add and remove anything,
 * including itself. A loop belongs to one thread.
 */
#ifndef JIFFY_BASE_LOOP_H
#define JIFFY_BASE_LOOP_H

#include <poll.h>

#include "base/err.h"

struct loop;
struct loop_fd;
struct loop_timer;

typedef void (*loop_fd_fn)(void *arg, int fd, short revents);
typedef void (*loop_timer_fn)(void *arg);

struct loop *loop_new(void);
void loop_free(struct loop *l); /* also frees what is registered; closes no descriptor */

/*
 * events: POLLIN, POLLOUT. The callback gets poll's revents, which may also be POLLHUP or POLLERR.
 */
struct loop_fd *loop_add_fd(struct loop *l, int fd, short events, loop_fd_fn fn, void *arg);
void loop_fd_events(struct loop_fd *f, short events);
void loop_remove_fd(struct loop *l, struct loop_fd *f); /* NULL: does nothing */
/* Fires once, delay_ns from now. Freed before its callback runs. */
struct loop_timer *loop_add_timer(struct loop *l, uint64_t delay_ns, loop_timer_fn fn, void *arg);
void loop_remove_timer(struct loop *l, struct loop_timer *t); /* NULL: does nothing */

/* Runs until loop_quit() or until nothing is registered. Fails only if poll(2) does. */
int loop_run(struct loop *l, struct err *e);
void loop_quit(struct loop *l);

#endif
