/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and folders on their way between host and guest, both of which compile this. A packer
 * (pack.h) reads a tree and makes records of it, an unpacker (unpack.h) makes the tree from them.
 * The records travel on a command's stdin or stdout (wire.h, WIRE_EXEC_FILES), within its windows.
 *
 * Record: kind, value and length, u32 each, then 'length' bytes, at most FILES_PAYLOAD. A tree:
 *
 *	tree   = [SKIPPED] entry END
 *	entry  = FILE DATA* CLOSE | LINK | ENTER (entry | SKIPPED)* LEAVE
 *
 * FAILED may come anywhere and is the last. A name contains no '/' and is neither "." nor "..": a
 * record can only name something in the folder that was entered. No link is ever entered or written
 * through. So nothing can be made outside the folder that the unpacker was given. The unpacker's
 * side chooses the tree's own name. A file is written beside its place and renamed over what was
 * there; an existing folder is kept, with what else is in it.
 *
 * Only the functions of guest/libc/nolibc.h may be called.
 */
#ifndef JIFFY_WIRE_FILES_H
#define JIFFY_WIRE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILES_HEADER  12
#define FILES_PAYLOAD (16384 - FILES_HEADER)
#define FILES_RECORD  (FILES_HEADER + FILES_PAYLOAD)
#define FILES_NAME    255
#define FILES_PATH    4096
#define FILES_DEPTH   128

enum files_kind {
	FILES_FILE = 1,	   /* value: mode; its name */
	FILES_DATA = 2,	   /* bytes of the file */
	FILES_CLOSE = 3,   /* the file is complete */
	FILES_ENTER = 4,   /* a folder's name */
	FILES_LEAVE = 5,   /* value: its mode */
	FILES_LINK = 6,	   /* a symbolic link's name, '\0', its target */
	FILES_SKIPPED = 7, /* value: its mode; the path of a device, fifo or socket */
	FILES_FAILED = 8,  /* value: the error; the path that could not be read or written */
	FILES_END = 9,
};

struct files_record {
	uint32_t kind, value, length;
	const uint8_t *payload;
};

/*
 * Writes a record; returns its length. payload NULL: it is in place already. The value of FAILED is
 * errno here, and wire/numbers.h's on the wire.
 */
size_t files_put(uint8_t out[FILES_RECORD], unsigned kind, uint32_t value, const void *payload,
		 size_t length);
/* Reads a header; false: it is malformed. */
bool files_get(const uint8_t *header, struct files_record *r);

#endif
