/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing kept results that have not been used for long. */
#ifndef JIFFY_IMAGE_STEP_PRUNE_H
#define JIFFY_IMAGE_STEP_PRUNE_H

#include <stddef.h>
#include <stdint.h>

struct prune {
	const char *dir;    /* the folder that holds them */
	const char *prefix; /* of their names */
	const char *spare;  /* path of one that always stays; NULL: none */
	/*
	 * A file in each: its modification time is that of the folder's last use, and whoever works
	 * in the folder holds a lock on it. NULL: there are no locks, and the folder's own time
	 * counts.
	 */
	const char *lock;
	size_t always; /* of those used last, this many stay whatever their age */
	size_t most;   /* at most this many stay */
	int64_t age_s; /* of the others, those used within this time stay */
};

/* A folder that cannot be removed or is in use (use.h) stays; that is no error. */
void prune(const struct prune *p);
/*
 * Prunes the build folders beside 'dir' whose names begin with 'prefix'. Of those used within the
 * last 30 days (folder_used()), the latest 15 stay.
 */
void prune_siblings(const char *dir, const char *prefix);

#endif
