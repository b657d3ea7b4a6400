/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A build folder, <cachedir>/build/<kind>-<key>/:
 *	lock		held by its one writer
 *	stamp		what the present output was made from (stamp.h); written last
 *	stamp.begun	a build has begun and has not ended
 *	steps		how many steps the last build from nothing took
 *	obj/		O= of kbuild, or whatever the step needs
 *	*.log		output of the last run of each program
 * A folder may hold several outputs, each with a stamp of its own name ("config.stamp").
 *
 * A step asks folder_stale(). With NULL it reports PROGRESS_FRESH; else the answer is the reason in
 * PROGRESS_BEGIN, and the work goes between folder_begin() and folder_done(): while output changes
 * there is no stamp, so whatever ends the process, the next run goes on.
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

/* Takes the lock of 'dir', which is made; see build_lock(). */
int folder_open(struct folder *f, const struct build *b, const char *dir, struct err *e);
/* The same for a folder inside one that is held: no lock, and it need not be there. */
void folder_inside(struct folder *f, const char *dir);
void folder_close(struct folder *f);
/* Sets the lock's time, by which prune_siblings() knows when the folder was last used. */
void folder_used(const struct folder *f);

/* A path below it; caller's. */
char *folder_path(const struct folder *f, const char *name);
/*
 * Why the output of 'stamp' is not made from 'now', for people; NULL: it is. outputs: paths, which
 * may be relative to the folder, of files that must be there; NULL ends them. Caller's.
 */
char *folder_stale(const struct folder *f, const char *stamp, const struct stamp *now,
		   const char *const *outputs);
/* From here on the output may be anything. */
int folder_begin(const struct folder *f, const char *stamp, struct err *e);
int folder_done(const struct folder *f, const char *stamp, const struct stamp *now, struct err *e);

/* How many steps a build from nothing will take, as the last one did; 'guess' before the first. */
uint64_t folder_steps(const struct folder *f, uint64_t guess);
/* It only serves the progress, so it cannot fail. */
void folder_keep_steps(const struct folder *f, uint64_t steps);

#endif
