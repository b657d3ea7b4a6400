/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A build folder, <cachedir>/build/<kind>-<key>/:
 *	lock		held by its one writer
 *	in-use		held by all who use the output (use.h)
 *	stamp		what the present output was made from (stamp.h); written last
 *	stamp.begun	a build has begun and has not ended
 *	steps		how many steps the last full build took
 *	obj/		O= of kbuild, or whatever the step needs
 *	*.log		output of the last run of each program
 * A folder may hold several outputs, each with a stamp of its own name ("config.stamp").
 *
 * A step calls folder_stale(). If that returns NULL, the step reports PROGRESS_FRESH. Otherwise it
 * reports PROGRESS_BEGIN with the reason, and works between folder_begin() and folder_done(). There
 * is no stamp while the output changes, so the next run continues, however this one ends.
 */
#ifndef JIFFY_IMAGE_STEP_FOLDER_H
#define JIFFY_IMAGE_STEP_FOLDER_H

#include "image/step/build.h"
#include "image/step/stamp.h"

#define FOLDER_STAMP "stamp"

struct folder {
	char *dir;
	int lock; /* -1: not ours */
};
#define FOLDER_INIT                                                                                \
	{                                                                                          \
		.lock = -1                                                                         \
	}
#define _cleanup_folder_ _cleanup_(folder_close)

/*
 * Makes 'dir' and takes its lock (build_lock()). What is in it stays until this process ends.
 */
int folder_open(struct folder *f, const struct build *b, const char *dir, struct err *e);
/* For a folder inside one that is locked: takes no lock. The folder need not exist. */
void folder_inside(struct folder *f, const char *dir);
void folder_close(struct folder *f);
/* Sets the lock's time, by which prune_siblings() knows when the folder was last used. */
void folder_used(const struct folder *f);

/* The path of a file in the folder. Caller's. */
char *folder_path(const struct folder *f, const char *name);
/*
 * Why the output of 'stamp' is stale, for people; NULL: it was made from 'now'. outputs: files that
 * must exist, ended by NULL; relative paths start at the folder. Caller's.
 */
char *folder_stale(const struct folder *f, const char *stamp, const struct stamp *now,
		   const char *const *outputs);
/* Removes the stamp: from here on the output may be incomplete. */
int folder_begin(const struct folder *f, const char *stamp, struct err *e);
/* Writes the stamp. */
int folder_done(const struct folder *f, const char *stamp, const struct stamp *now, struct err *e);

/* How many steps a full build will take, judging by the last one; 'guess' before the first. */
uint64_t folder_steps(const struct folder *f, uint64_t guess);
/* Only the progress needs them, so a failure is ignored. */
void folder_keep_steps(const struct folder *f, uint64_t steps);

#endif
