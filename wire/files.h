/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and folders on their way between host and guest. Both compile this. A packer (pack.h) turns
 * a tree into records, and an unpacker (unpack.h) turns them into a tree again. The records travel
 * on a command's stdin or stdout (wire.h, WIRE_EXEC_FILES), within its windows.
 *
 * Record: kind, value and length, u32 each, then 'length' bytes, at most FILES_PAYLOAD. A tree:
 *
 *	tree   = [SKIPPED] entry END
 *	entry  = FILE DATA* CLOSE | LINK | ENTER (entry | SKIPPED)* LEAVE
 *
 * FAILED may come anywhere, and nothing follows it. A name contains no '/' and is neither "." nor
 * "..", so a record can only name an entry of the folder that was entered last. Links are never
 * followed. So nothing can be made outside the folder that the unpacker was given. The unpacker's
 * side chooses the tree's own name. A file is written under another name and then renamed over what
 * was there; an existing folder is kept, and so is what else it holds.
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
 * Writes a record; returns its length. payload NULL: it is in place already. For FAILED, pass
 * errno: it is translated to the number of wire/numbers.h.
 */
size_t files_put(uint8_t out[FILES_RECORD], unsigned kind, uint32_t value, const void *payload,
		 size_t length);
/* Reads a header; false: it is malformed. */
bool files_get(const uint8_t *header, struct files_record *r);

#endif
