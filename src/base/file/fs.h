/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Testing, reading and locking files; making folders. Errors name the path; descriptors are
 * close-on-exec.
 */
#ifndef JIFFY_BASE_FILE_FS_H
#define JIFFY_BASE_FILE_FS_H

#include <sys/stat.h>

#include "base/err.h"
#include "base/strbuf.h"

bool fs_exists(const char *path);
bool fs_is_dir(const char *path);
bool fs_is_file(const char *path);
/* Size in bytes; 0 if it is not known. */
uint64_t fs_size(const char *path);
/*
 * Finds the program in $PATH; a name with a '/' is a path. NULL: there is none, or it is not
 * executable.
 */
char *path_find_program(const char *name);

/* Appends the whole file. */
int fs_read(const char *path, struct strbuf *out, struct err *e);
/* The same, for callers that do not need the reason for a failure. */
bool fs_try_read(const char *path, struct strbuf *out);
/* Reads at most the first n bytes; returns how many, or -1. */
ssize_t fs_read_head(const char *path, void *buf, size_t n, struct err *e);
/* Also makes missing parents. If the folder exists, that is no error. */
int fs_mkdir_p(const char *path, mode_t mode, struct err *e);
int fs_rename(const char *from, const char *to, struct err *e);

/*
 * Takes an exclusive lock on the file, which is made if missing, and returns the descriptor or -1.
 * The lock lasts until the descriptor is closed, however the process ends. If another process holds
 * it, calls waiting(arg) once (unless NULL) and waits.
 */
int fs_lock(const char *path, void (*waiting)(void *arg), void *arg, struct err *e);
/* The same, but any number of processes can hold a shared lock at the same time. */
int fs_lock_shared(const char *path, void (*waiting)(void *arg), void *arg, struct err *e);
/*
 * Takes an exclusive lock without waiting and stores the descriptor in *fd. Positive: another
 * process holds a lock, or the file's folder does not exist.
 */
int fs_try_lock(const char *path, int *fd, struct err *e);
/*
 * Takes a shared lock on a file that is not made, waits if necessary, and stores the descriptor in
 * *fd. Positive: there is no such file.
 */
int fs_hold(const char *path, int *fd, struct err *e);

#endif
