/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/identity.h"

#include <inttypes.h>

#include "base/util.h"

char *identity_text(const struct stat *st)
{
	return xasprintf("%jd.%09ld %jd %ju", (intmax_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			 (intmax_t)st->st_size, (uintmax_t)st->st_ino);
}

char *identity_strict(const struct stat *st)
{
	_cleanup_free_ char *text = identity_text(st);

	return xasprintf("%s %jd.%09ld %ju", text, (intmax_t)st->st_ctim.tv_sec,
			 st->st_ctim.tv_nsec, (uintmax_t)st->st_dev);
}

bool identity_parse(const char **at, struct identity *id)
{
	char *p, *end;

	id->seconds = strtoimax(*at, &p, 10);
	if (p == *at || *p != '.')
		return false;
	id->ns = strtoimax(p + 1, &p, 10);
	id->size = strtoimax(p, &p, 10);
	id->inode = strtoumax(p, &end, 10);
	if (end == p)
		return false;
	*at = end;
	return true;
}

bool identity_is(const struct identity *id, const struct stat *st)
{
	return st->st_mtim.tv_sec == id->seconds && st->st_mtim.tv_nsec == id->ns &&
	       st->st_size == id->size && st->st_ino == id->inode;
}
