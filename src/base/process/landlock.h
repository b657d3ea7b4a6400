/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a process may open, with Landlock, which needs no privilege (linux:
 * Documentation/userspace-api/landlock.rst). Each version of its interface ("ABI") can deny more;
 * this uses what the running kernel has, up to ABI 6. That knows nothing of stat(), chmod() and
 * chown(), of descriptors that are already open, of sockets in the file system, and of UDP.
 */
#ifndef JIFFY_BASE_PROCESS_LANDLOCK_H
#define JIFFY_BASE_PROCESS_LANDLOCK_H

#include "base/err.h"

/* Rights to a file, or to all that is below a folder. */
enum {
	LANDLOCK_READ = 1 << 0, /* files, and folders' lists */
	LANDLOCK_EXEC = 1 << 1,
	LANDLOCK_WRITE = 1 << 2,  /* existing files */
	LANDLOCK_MAKE = 1 << 3,	  /* files of any kind: makes, renames and removes them */
	LANDLOCK_DEVICE = 1 << 4, /* ioctl() on devices */
};

/* What is denied beside files. */
enum {
	LANDLOCK_NO_LISTEN = 1 << 0,   /* TCP: no bind() (ABI 4) */
	LANDLOCK_NO_CONNECT = 1 << 1,  /* TCP: no connect() (ABI 4) */
	LANDLOCK_NO_OTHERS = 1 << 2,   /* no signals to processes outside (ABI 6) */
	LANDLOCK_NO_ABSTRACT = 1 << 3, /* no abstract Unix sockets of processes outside (ABI 6) */
};

/* The kernel's ABI; 0: it has no Landlock, or it is turned off. */
int landlock_abi(void);
/* A ruleset that allows no file; 'denied' is from the second enum. The caller closes it. */
int landlock_ruleset(unsigned denied, struct err *e);
/* Allows it what is at the path now, wherever links lead. A path that does not exist is ignored. */
int landlock_allow(int ruleset, const char *path, unsigned rights, struct err *e);
/*
 * Applies it to this thread and its later children, for good, and no_new_privs as well. For a child
 * after fork(): 0, or -1 with errno.
 */
int landlock_enter(int ruleset);

#endif
