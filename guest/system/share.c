/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/system/share.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "guest/base/text.h"
#include "wire/numbers.h"

/*
 * cache=none: changes on either side show at once on the other (linux:
 * Documentation/filesystems/9p.rst). msize: bytes of a message; a larger one is no faster, and the
 * kernel needs as much contiguous memory.
 */
#define OPTIONS "trans=virtio,version=9p2000.L,cache=none,msize=131072"

static unsigned hex_digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Decodes %XX in place. */
static void decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '%' && is_hex(s[1]) && is_hex(s[2])) {
			*to++ = (char)(hex_digit(s[1]) << 4 | hex_digit(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

bool share_place(const char *cmdline, unsigned number, struct guest_share *s)
{
	char key[48], digits[24];

	text_join(key, sizeof(key), "jiffy.",
		  text_join(s->tag, sizeof(s->tag), "share", text_number(digits, number, 1), NULL),
		  NULL);
	if (!text_word(cmdline, key, "", s->word, sizeof(s->word)))
		return false;
	s->readonly = strncmp(s->word, "rw:", 3);
	s->place = s->word + (strlen(s->word) < 3 ? 0 : 3);
	decode(s->place);
	return true;
}

/* mkdir -p. */
static int make_folders(char *path)
{
	if (*path != '/') {
		errno = EINVAL;
		return -1;
	}
	for (char *s = path + 1;; s++) {
		const char c = *s;

		if (c && c != '/')
			continue;
		*s = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return -1;
		*s = c;
		if (!c)
			return 0;
	}
}

void share_mount_all(struct guest *g)
{
	struct guest_share s;

	for (unsigned i = 0; share_place(g->cmdline, i, &s); i++) {
		if (!make_folders(s.place) &&
		    !mount(s.tag, s.place, "9p", s.readonly ? MS_RDONLY : 0, OPTIONS))
			continue;
		g->bye.cause = WIRE_NO_SHARE;
		g->bye.status = (uint64_t)i << 32 | wire_error(errno);
		text_complain("cannot share", s.place, errno);
		return;
	}
}
