/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each build step is given, and what all steps need: locks, digests, interruption, jobs. */
#ifndef JIFFY_IMAGE_STEP_BUILD_H
#define JIFFY_IMAGE_STEP_BUILD_H

#include "base/err.h"
#include "base/file/digest.h"
#include "base/progress.h"
#include "settings/settings.h"
#include "settings/target.h"

struct build {
	const struct settings *set;
	const struct target *target;
	const struct board *board;
	const char *datadir;  /* holds data/, guest/, wire/ */
	const char *cachedir; /* $XDG_CACHE_HOME/jiffy; exists */
	struct progress *progress;
	struct uses *uses; /* what this process uses in the cache (use.h); NULL: none is marked */
};

/*
 * SHA-256 of a file. The result is kept in <cachedir>/digests by the file's path and identity, so
 * that a large file is read once. It is not kept for a file that was modified less than 2 s ago,
 * since that file may change again within one tick of the file system's clock.
 */
int build_digest_file(const struct build *b, const char *path, char hex[DIGEST_HEX], struct err *e);

#define BUILD_LOCK "lock" /* in each build folder */
/*
 * Makes a build folder, takes its lock and removes what a killed writer left there. Tells the user
 * if it has to wait for another jiffy. Returns a descriptor; closing it releases the lock.
 */
int build_lock(const struct build *b, const char *dir, struct err *e);
/*
 * The same for any lock file; its folder is made. While it waits, the user sees "waiting for
 * another jiffy that <doing>".
 */
int build_lock_file(const struct build *b, const char *path, const char *doing, struct err *e);
/* The same with a shared lock. */
int build_lock_shared(const struct build *b, const char *path, const char *doing, struct err *e);

/* A descriptor that is readable once the user has asked to stop; -1: there is no way to ask. */
int build_interrupt_fd(const struct build *b);
/* -1, with e of kind ERR_SIGNAL, once the user has asked to stop; else 0. */
int build_interrupted(const struct build *b, struct err *e);
/* If e reports a full disk, replaces its hints with one about making room for the cache. */
void build_hint_full(const struct build *b, struct err *e);

/* Number of jobs: the setting, else the CPUs that this process may use. */
int build_jobs(const struct build *b);

/*
 * Prefix of the target's tools ("aarch64-linux-gnu-"); "" where the host is the target. Caller's.
 */
char *build_cross_prefix(const struct build *b);

#endif
