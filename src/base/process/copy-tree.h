/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JIFFY_BASE_PROCESS_COPY_TREE_H
#define JIFFY_BASE_PROCESS_COPY_TREE_H

#include "base/err.h"

/*
 * Copies a folder with its links, modes and times, so that make finds nothing stale, and with
 * reflinks where possible. 'to' may exist, and keeps what it holds. Runs cp, which is stopped when
 * interrupt_fd (-1: none) becomes readable; the error is then of kind ERR_SIGNAL.
 */
int fs_copy_tree(const char *from, const char *to, int interrupt_fd, struct err *e);

#endif
