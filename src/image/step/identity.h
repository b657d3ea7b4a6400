/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tells that a file is still the one that was looked at, without reading it. */
#ifndef JIFFY_IMAGE_STEP_IDENTITY_H
#define JIFFY_IMAGE_STEP_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* The identity of a file that changed while it was used: no file has it. */
#define IDENTITY_NONE "0.000000000 0 0"

/* "MTIME SIZE INODE": it changes when make, git or rsync would say that the file did. Caller's. */
char *identity_text(const struct stat *st);
/*
 * The same with the change time and the device: it also changes when the modification time was set
 * back, but with every new link and mode as well. Caller's.
 */
char *identity_strict(const struct stat *st);
/* An identity_text(), taken apart. */
struct identity {
	intmax_t seconds, ns, size;
	uintmax_t inode;
};
/* Reads one at *at, which moves to what follows it; false: there is none, and *at stays. */
bool identity_parse(const char **at, struct identity *id);
bool identity_is(const struct identity *id, const struct stat *st);

#endif
