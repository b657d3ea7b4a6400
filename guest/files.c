/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/base/text.h"
#include "wire/pack.h"
#include "wire/unpack.h"
#include "wire/wire.h"

static uint8_t record[FILES_RECORD];

static bool write_whole(size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t done = write(1, record + at, n - at);

		if (done < 0 && errno != EINTR)
			return false;
		at += done > 0 ? (size_t)done : 0;
	}
	return true;
}

static bool read_whole(uint8_t *p, size_t n)
{
	while (n) {
		ssize_t got = read(0, p, n);

		if (!got || (got < 0 && errno != EINTR))
			return false;
		p += got > 0 ? got : 0;
		n -= got > 0 ? (size_t)got : 0;
	}
	return true;
}

static int give(const char *path)
{
	static struct packer p;
	size_t n;

	pack_begin(&p, path);
	while ((n = pack_next(&p, record)))
		if (!write_whole(n))
			return 1;
	return 0;
}

static int tell_failure(const struct unpacker *u)
{
	write_whole(files_put(record, FILES_FAILED, (uint32_t)u->errnum, u->path, strlen(u->path)));
	return 1;
}

static int take(const char *path, const char *base)
{
	static struct unpacker u;
	struct files_record r;
	const char *why = NULL;

	if (unpack_begin(&u, path, base, 07777))
		return tell_failure(&u);
	while (!why && !u.ended) {
		if (!read_whole(record, FILES_HEADER) || !files_get(record, &r) ||
		    !read_whole(record + FILES_HEADER, r.length)) {
			unpack_end(&u);
			return 1;
		}
		/* the host knows what it skipped */
		if (r.kind != FILES_SKIPPED)
			why = unpack_record(&u, &r);
	}
	unpack_end(&u);
	return !why ? 0 : *why ? 1 : tell_failure(&u);
}

int files_main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[0], WIRE_GIVE))
		return give(argv[1]);
	if (argc == 3 && !strcmp(argv[0], WIRE_TAKE))
		return take(argv[1], argv[2]);
	text_complain("this runs only as process 1, not as", argv[0], 0);
	return 1;
}
