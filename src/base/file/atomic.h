/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing files completely or not at all. Errors name the path; descriptors are close-on-exec. */
#ifndef JIFFY_BASE_FILE_ATOMIC_H
#define JIFFY_BASE_FILE_ATOMIC_H

#include <sys/types.h>

#include "base/err.h"

/*
 * The file is written under a temporary name in the same folder, and atomic_commit() renames it.
 * Without a commit, atomic_end() removes it; always call that (cleanup attribute).
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

int fs_write(const char *path, const void *data, size_t n, mode_t mode, struct err *e);
int fs_write_str(const char *path, const char *s, struct err *e); /* mode 0644 */
/* Copies content and permission bits, by reflink or copy_file_range() where possible. */
int fs_copy(const char *from, const char *to, struct err *e);
/* Removes temporary files that killed writers left. Call it only while nobody writes there. */
void fs_sweep(const char *dir);

/* Writes all n bytes to the descriptor, blocking or not. */
int write_all(int fd, const void *data, size_t n, struct err *e);

#endif
