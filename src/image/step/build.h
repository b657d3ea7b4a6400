/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every step of the image gets, and how each decides whether it must run.
 *
 * A build folder is <cachedir>/build/<kind>-<key>/ with:
 *	lock     held by its one writer (build_lock)
 *	stamp    "name digest" lines: what the present output was made from; written last
 *	obj/     O= of kbuild, or whatever the step needs
 *	build.log, config.log   output of the last run, each step anew
 * A step compares the stamp's inputs with the present ones. When all agree and its outputs are
 * there, it reports PROGRESS_FRESH; else the first difference is the 'why' of PROGRESS_BEGIN.
 */
#ifndef JIFFY_IMAGE_STEP_BUILD_H
#define JIFFY_IMAGE_STEP_BUILD_H

#include "base/err.h"
#include "base/file/fs.h"
#include "base/progress.h"
#include "settings/settings.h"
#include "settings/target.h"

struct build {
	const struct settings *set;
	const struct target *target;
	const struct board *machine;
	const char *datadir;  /* holds data/, guest/, wire/ */
	const char *cachedir; /* $XDG_CACHE_HOME/jiffy; exists */
	struct progress *progress;
};

/* Inputs of a step: names for people, values or digests for comparison. */
struct stamp {
	struct strv names, values;
};
#define _cleanup_stamp_ _cleanup_(stamp_free)
void stamp_add(struct stamp *s, const char *name, const char *value); /* NULL: "" */
/* The file's digest through the cache of digests; a missing file is an error. */
int stamp_add_file(struct stamp *s, const struct build *b, const char *name, const char *path,
		   struct err *e);
/*
 * NULL when the stamp at 'path' holds just this; else why not, for people: "first build", "'jobs'
 * changed from '1' to '2'", "'data/kernel/net.config' changed".
 */
char *stamp_compare(const struct stamp *s, const char *path);
int stamp_write(const struct stamp *s, const char *path, struct err *e);
void stamp_free(struct stamp *s);

/*
 * SHA-256 of a file. The result is kept in <cachedir>/digests by (path, size, mtime, inode), so
 * that a large file is read once. A file whose mtime is younger than 2 s is not kept (it may still
 * change within the clock's grain).
 */
int build_digest_file(const struct build *b, const char *path, char hex[65], struct err *e);

/*
 * Takes the folder's lock (fs_lock), saying so when another jiffy has it; makes the folder, and removes what a killed
 * writer left in it.
 */
int build_lock(const struct build *b, const char *dir, struct err *e);
/* The same for any lock file, whose folder is only made; the note is "waiting for another jiffy that <doing>". */
int build_lock_file(const struct build *b, const char *path, const char *doing, struct err *e);

/* Readable once the user has asked to stop; -1: nobody can. */
int build_interrupt_fd(const struct build *b);
/* -1, with e of kind ERR_SIGNAL, once the user has asked to stop (progress->interrupt_fd). */
int build_interrupted(const struct build *b, struct err *e);
/* When e tells of a full disk: its only hint is then the folder that can be elsewhere. */
void build_hint_full(const struct build *b, struct err *e);

/* Number of jobs: the setting, else the CPUs this process may use. */
int build_jobs(const struct build *b);

/* Prefix of "CC" for kbuild, BusyBox and the guest: "" unless the host is another architecture. */
char *build_cross_prefix(const struct build *b);

#endif
