/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns records into a tree. */
#ifndef JIFFY_WIRE_UNPACK_H
#define JIFFY_WIRE_UNPACK_H

#include "wire/files.h"

struct unpacker {
	bool begun, ended;
	int file; /* -1: none */
	uint32_t file_mode, mask;
	unsigned depth; /* level[depth] is where we are */
	int level[FILES_DEPTH + 1];
	size_t path_len[FILES_DEPTH + 1];
	char name[FILES_NAME + 1]; /* of the tree, then of the entry */
	char tmp[64];
	unsigned serial;
	char path[FILES_PATH]; /* the subject of an error */
	int errnum;
};

/*
 * If 'path' is a folder or ends in '/', the tree goes into it under the name 'base'; otherwise it
 * becomes 'path' itself. Makes missing folders. mask: the mode bits that are kept. -1: errnum and
 * path say why.
 */
int unpack_begin(struct unpacker *u, const char *path, const char *base, uint32_t mask);
/*
 * Returns NULL, what is wrong with the record, or "": errnum and path say what cannot be written.
 */
const char *unpack_record(struct unpacker *u, const struct files_record *r);
void unpack_end(struct unpacker *u); /* removes an incomplete file */

#endif
