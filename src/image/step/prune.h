/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing results that were kept for later and are not used any more. */
#ifndef JIFFY_IMAGE_STEP_PRUNE_H
#define JIFFY_IMAGE_STEP_PRUNE_H

#include <stddef.h>
#include <stdint.h>

struct prune {
	const char *dir;    /* whose folders they are */
	const char *prefix; /* of their names */
	const char *spare;  /* path of one that stays whatever its age; NULL: none */
	/*
	 * Of a file in each: its time says when the folder was last used, and who uses it holds a
	 * lock on it. NULL: there are no locks, and the time is the folder's own.
	 */
	const char *lock;
	size_t always; /* this many, those used last, stay */
	size_t most;   /* no more than these stay */
	int64_t age_s; /* between the two, those stay that were used within this time */
};

/* A folder that cannot be removed stays; that is no error. */
void prune(const struct prune *p);
/*
 * Prunes the build folders beside 'dir' whose names begin with 'prefix'. Of those used within the
 * last 30 days (folder_used()), the latest 15 stay.
 */
void prune_siblings(const char *dir, const char *prefix);

#endif
