/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and paths. All file descriptors are O_CLOEXEC. Errors name the path.
 */
#ifndef JIFFY_BASE_FILE_FS_H
#define JIFFY_BASE_FILE_FS_H

#include <sys/stat.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/strv.h"

/* "a/b"; b when b is absolute or a is empty. */
char *path_join(const char *a, const char *b);
char *path_joinf(const char *a, const char *fmt, ...) PRINTF(2, 3);
char *path_dirname(const char *path);
const char *path_basename(const char *path);
/* Absolute, without '.', '..' and '//', symbolic links left alone; need not exist. */
char *path_absolute(const char *path);
/* The program in $PATH (or the path itself when it holds a '/'), NULL when not there or not executable. */
char *path_find_program(const char *name);

bool fs_exists(const char *path);
bool fs_is_dir(const char *path);
bool fs_is_file(const char *path);
/* Size in bytes; 0 when it cannot be told. */
uint64_t fs_size(const char *path);

int fs_read(const char *path, struct strbuf *out, struct err *e);
/* The same where the reason for a failure is of no interest. */
bool fs_try_read(const char *path, struct strbuf *out);
/* The first bytes of the file, at most n; returns how many, or -1. */
ssize_t fs_read_head(const char *path, void *buf, size_t n, struct err *e);
int fs_mkdir_p(const char *path, mode_t mode, struct err *e);
/* Removes a file or a whole folder, which need not exist; never follows a symbolic link. */
int fs_remove(const char *path, struct err *e);
int fs_rename(const char *from, const char *to, struct err *e);
/* Copies content and permission bits (reflink or copy_file_range where possible), atomically. */
int fs_copy(const char *from, const char *to, struct err *e);
/*
 * Copies a folder with links, modes and times, incrementally usable by make; reflinks where possible. Stops when
 * interrupt_fd (-1: none) becomes readable, with an error of kind ERR_SIGNAL.
 */
int fs_copy_tree(const char *from, const char *to, int interrupt_fd, struct err *e);
/* Names of the folder's entries without '.' and '..', sorted by byte. */
int fs_list(const char *path, struct strv *out, struct err *e);

/*
 * A file that appears whole or not at all: it is written beside its place and renamed over it by
 * atomic_commit(). Without a commit, atomic_end() removes it; call it always (cleanup attribute).
 */
struct atomic_file {
	int fd;
	char *tmp, *path;
};
#define ATOMIC_FILE_INIT                                                                           \
	{                                                                                          \
		.fd = -1                                                                           \
	}
#define _cleanup_atomic_ _cleanup_(atomic_end)
int atomic_begin(struct atomic_file *f, const char *path, mode_t mode, struct err *e);
int atomic_commit(struct atomic_file *f, struct err *e);
void atomic_end(struct atomic_file *f);
/* Removes what writers that were killed left in the folder; there is no other writer now. */
void fs_sweep(const char *dir);
int fs_write(const char *path, const void *data, size_t n, mode_t mode, struct err *e);
int fs_write_str(const char *path, const char *s, struct err *e); /* mode 0644 */
int write_all(int fd, const void *data, size_t n, struct err *e);

/*
 * An exclusive lock on the file, made when missing; held until the descriptor is closed, whatever ends
 * the process. When somebody else has it, waiting(arg) is called once, then it waits. Returns the
 * descriptor (close-on-exec) or -1.
 */
int fs_lock(const char *path, void (*waiting)(void *arg), void *arg, struct err *e);

/* A private folder (0700) below $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp; the caller removes it. */
char *fs_private_dir(const char *prefix, struct err *e);

#endif
