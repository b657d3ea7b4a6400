/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and folders on their way between host and guest, both of which compile this: a packer reads a tree
 * and makes records of it, an unpacker makes the tree from them. Records go through a command's stdin or
 * stdout (wire.h, WIRE_EXEC_FILES), whose windows bound them.
 *
 * Record: kind, value and length, u32 each, then 'length' bytes, at most FILES_PAYLOAD. A tree:
 *
 *	tree   = [SKIPPED] entry END
 *	entry  = FILE DATA* CLOSE | LINK | ENTER (entry | SKIPPED)* LEAVE
 *
 * FAILED may come anywhere and is the last. No name on the way has a '/' in it, or is "." or "..": a record can
 * only name something in the folder that was entered, and no link is ever entered or written through, so
 * that nothing can be made outside the folder that the unpacker was given. What the tree is called there,
 * the unpacker's side says. A file is written beside its place and renamed over what was there; a folder
 * that is there already is kept, with what else is in it.
 *
 * Only what guest/nolibc.c has may be called.
 */
#ifndef JIFFY_WIRE_FILES_H
#define JIFFY_WIRE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FILES_HEADER  12
#define FILES_PAYLOAD (16384 - FILES_HEADER)
#define FILES_RECORD  (FILES_HEADER + FILES_PAYLOAD)
#define FILES_NAME    255
#define FILES_PATH    4096
#define FILES_DEPTH   128

enum files_kind {
	FILES_FILE = 1,	   /* value: mode; its name */
	FILES_DATA = 2,	   /* bytes of the file */
	FILES_CLOSE = 3,   /* it is whole */
	FILES_ENTER = 4,   /* a folder's name */
	FILES_LEAVE = 5,   /* value: its mode */
	FILES_LINK = 6,	   /* a symbolic link's name, '\0', what it says */
	FILES_SKIPPED = 7, /* value: its mode; the path of a device, fifo or socket */
	FILES_FAILED = 8,  /* value: errno; the path that could not be read or written */
	FILES_END = 9,
};

struct files_record {
	uint32_t kind, value, length;
	const uint8_t *payload;
};

/* Writes a record (payload NULL: it stands there already); returns its length. */
size_t files_put(uint8_t out[FILES_RECORD], unsigned kind, uint32_t value, const void *payload,
		 size_t length);
/* What a header says; false: it is none. */
bool files_get(const uint8_t *header, struct files_record *r);

struct pack_level {
	int fd;
	uint32_t mode;
	size_t path_len;
	off_t at; /* behind the last entry that was read */
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

/* The path itself may be a link; further below links stay what they are. */
void pack_begin(struct packer *p, const char *path);
/* The next record; 0: there are no more. */
size_t pack_next(struct packer *p, uint8_t out[FILES_RECORD]);
void pack_end(struct packer *p);

struct unpacker {
	bool begun, ended;
	int file; /* -1: none */
	uint32_t file_mode, mask;
	unsigned depth; /* level[depth] is where we are */
	int level[FILES_DEPTH + 1];
	size_t path_len[FILES_DEPTH + 1];
	char name[FILES_NAME + 1]; /* of the tree, then of the file */
	char tmp[64];
	unsigned serial;
	char path[FILES_PATH]; /* of what an error is about */
	int errnum;
};

/*
 * The place of the tree: in 'path' under the name 'base' when that is a folder, or ends in '/', else 'path'
 * itself. Folders on the way are made. mask: the bits of modes that are kept. -1: errnum and path say why.
 */
int unpack_begin(struct unpacker *u, const char *path, const char *base, uint32_t mask);
/* NULL; or why the records are none; or "", and errnum and path say what cannot be written. */
const char *unpack_record(struct unpacker *u, const struct files_record *r);
void unpack_end(struct unpacker *u); /* removes half a file */

#endif
