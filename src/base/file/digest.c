/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/digest.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sha2.h>

struct digest {
	SHA2_CTX ctx;
};

struct digest *digest_new(void)
{
	struct digest *d = xcalloc(1, sizeof(*d));

	SHA256Init(&d->ctx);
	return d;
}

void digest_add(struct digest *d, const void *p, size_t n)
{
	if (n)
		SHA256Update(&d->ctx, p, n);
}

void digest_str(struct digest *d, const char *s)
{
	/* not UTF-8, so it differs from any text */
	if (!s)
		s = "\xff";
	digest_add(d, s, strlen(s) + 1);
}

void digest_end(struct digest *d, char hex[DIGEST_HEX])
{
	SHA256End(&d->ctx, hex);
	free(d);
}

/* Adds the rest of the file; -1 with errno. */
static int add_rest(struct digest *d, int fd)
{
	_cleanup_free_ char *buf = xcalloc(1, 128 * 1024);
	ssize_t n;

	while ((n = read(fd, buf, 128 * 1024))) {
		if (n > 0)
			digest_add(d, buf, (size_t)n);
		else if (errno != EINTR)
			return -1;
	}
	return 0;
}

int digest_file(const char *path, char hex[DIGEST_HEX], struct err *e)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct digest *d;

	if (fd < 0)
		return err_errno(e, errno, "cannot open '%s'", path);
	d = digest_new();
	if (add_rest(d, fd) < 0) {
		err_errno(e, errno, "cannot read '%s'", path);
		free(d);
		return -1;
	}
	digest_end(d, hex);
	return 0;
}

bool digest_valid(const char *s)
{
	size_t n = 0;

	while (isxdigit((unsigned char)s[n]))
		n++;
	return n == DIGEST_HEX - 1 && !s[n];
}
