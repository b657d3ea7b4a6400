/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs a few files into a .tar.gz, with libarchive. */
#ifndef JIFFY_BASE_FILE_TARBALL_H
#define JIFFY_BASE_FILE_TARBALL_H

#include <sys/types.h>

#include "base/err.h"

struct tarball_file {
	const char *name; /* in the archive */
	const char *path; /* regular file */
	mode_t mode;
};

/* Writes the archive completely or not at all. */
int tarball_write(const char *path, const struct tarball_file *files, size_t n, struct err *e);

#endif
