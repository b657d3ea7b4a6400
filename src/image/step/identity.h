/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a file is still the one that was looked at, without reading it. */
#ifndef JIFFY_IMAGE_STEP_IDENTITY_H
#define JIFFY_IMAGE_STEP_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* For a file that changed while it was used; no file has this identity. */
#define IDENTITY_NONE "0.000000000 0 0"

/* "MTIME SIZE INODE": it changes when make, git or rsync would call the file changed. Caller's. */
char *identity_text(const struct stat *st);
/*
 * The same with change time and device. It also changes if the modification time is set back, but
 * with each new link and mode as well. Caller's.
 */
char *identity_strict(const struct stat *st);
/* An identity_text(), parsed. */
struct identity {
	intmax_t seconds, ns, size;
	uintmax_t inode;
};
/* Parses one at *at and moves *at past it; false: there is none, and *at stays. */
bool identity_parse(const char **at, struct identity *id);
bool identity_is(const struct identity *id, const struct stat *st);

#endif
