/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files: what they are, reading, folders, locks. Errors name the path; descriptors are
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
 * The program in $PATH, or the name itself if it holds a '/'. NULL: not there, or not executable.
 */
char *path_find_program(const char *name);

/* Appends the whole file. */
int fs_read(const char *path, struct strbuf *out, struct err *e);
/* The same where the reason for a failure is of no interest. */
bool fs_try_read(const char *path, struct strbuf *out);
/* Reads at most the first n bytes; returns how many, or -1. */
ssize_t fs_read_head(const char *path, void *buf, size_t n, struct err *e);
/* Also makes the missing parents; a folder that exists is fine. */
int fs_mkdir_p(const char *path, mode_t mode, struct err *e);
int fs_rename(const char *from, const char *to, struct err *e);

/*
 * Takes an exclusive lock on the file, which is made if missing. The lock is held until the
 * descriptor is closed, however the process ends. If somebody else holds it, waiting(arg) is
 * called once (NULL: not), and then it waits. Returns the descriptor, or -1.
 */
int fs_lock(const char *path, void (*waiting)(void *arg), void *arg, struct err *e);

#endif
