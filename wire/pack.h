/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns a tree into records. */
#ifndef JIFFY_WIRE_PACK_H
#define JIFFY_WIRE_PACK_H

#include <sys/types.h>

#include "wire/files.h"

struct pack_level {
	int fd;
	uint32_t mode;
	size_t path_len;
	off_t at; /* after the last entry that was read */
};

struct packer {
	bool begun, ended;
	int file; /* -1: none */
	unsigned depth;
	struct pack_level level[FILES_DEPTH];
	char path[FILES_PATH];
	size_t dents_at, dents_n;
	_Alignas(8) uint8_t dents[4096];
};

/* If the path itself is a link, follows it; links in the tree stay links. */
void pack_begin(struct packer *p, const char *path);
/* Writes the next record and returns its length; 0: there are no more. */
size_t pack_next(struct packer *p, uint8_t out[FILES_RECORD]);
void pack_end(struct packer *p);

#endif
