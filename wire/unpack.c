/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const cannot = "";

static const char *failed(struct unpacker *u)
{
	u->errnum = errno;
	return cannot;
}

static int too_long(struct unpacker *u)
{
	u->errnum = ENAMETOOLONG;
	return -1;
}

/* Makes every folder above the last '/' of u->path. */
static int make_folders(struct unpacker *u)
{
	struct stat st;

	for (char *at = strchr(u->path + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (stat(u->path, &st) && mkdir(u->path, 0777) && errno != EEXIST) {
			u->errnum = errno;
			return -1;
		}
		*at = '/';
	}
	return 0;
}

/* Puts the tree's full path into u->path. */
static int find_place(struct unpacker *u, const char *path, const char *base)
{
	size_t n = strlen(path);
	struct stat st;

	if (!n)
		path = ".", n = 1;
	if (n + strlen(base) + 2 > sizeof(u->path))
		return too_long(u);
	memcpy(u->path, path, n + 1);
	if (path[n - 1] != '/' && (stat(path, &st) || !S_ISDIR(st.st_mode)))
		return 0;
	if (path[n - 1] != '/')
		u->path[n++] = '/';
	memcpy(u->path + n, base, strlen(base) + 1);
	return 0;
}

int unpack_begin(struct unpacker *u, const char *path, const char *base, uint32_t mask)
{
	char *name;

	memset(u, 0, sizeof(*u));
	u->file = u->level[0] = -1;
	u->mask = mask;
	memcpy(u->path, "?", 2);
	if (find_place(u, path, base) || make_folders(u))
		return -1;
	name = strrchr(u->path, '/');
	if (strlen(name ? name + 1 : u->path) > FILES_NAME)
		return too_long(u);
	memcpy(u->name, name ? name + 1 : u->path, strlen(name ? name + 1 : u->path) + 1);
	if (!*u->name || !strcmp(u->name, ".") || !strcmp(u->name, "..")) {
		u->errnum = EISDIR;
		return -1;
	}
	if (name)
		name[name == u->path] = '\0';
	u->level[0] = open(name ? u->path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (u->level[0] < 0) {
		u->errnum = errno;
		return -1;
	}
	u->path_len[0] = name == u->path ? 0 : name ? strlen(u->path) : 0;
	if (!name)
		memcpy(u->path, ".", 2), u->path_len[0] = 1;
	return 0;
}

static const char *tmp_name(struct unpacker *u)
{
	unsigned long v[2] = {(unsigned long)getpid(), u->serial++};
	char *at = u->tmp;

	memcpy(at, ".jiffy", 6);
	at += 6;
	for (int i = 0; i < 2; i++) {
		char digits[24];
		unsigned n = 0;

		do
			digits[n++] = (char)('0' + v[i] % 10);
		while (v[i] /= 10);
		*at++ = '-';
		while (n)
			*at++ = digits[--n];
	}
	*at = '\0';
	return u->tmp;
}

/* Takes the record's name; the tree's own name is ours. Returns NULL, or what is wrong. */
static const char *take_name(struct unpacker *u, const struct files_record *r, size_t n)
{
	const size_t len = u->path_len[u->depth];

	if (u->depth) {
		if (!n || n > FILES_NAME || memchr(r->payload, '/', n) ||
		    memchr(r->payload, '\0', n))
			return "an invalid name";
		memcpy(u->name, r->payload, n);
		u->name[n] = '\0';
		if (!strcmp(u->name, ".") || !strcmp(u->name, ".."))
			return "an invalid name";
	} else if (u->begun) {
		return "a second tree";
	}
	u->begun = true;
	if (len + 1 + strlen(u->name) >= sizeof(u->path)) {
		u->errnum = ENAMETOOLONG;
		return cannot;
	}
	u->path[len] = '/';
	memcpy(u->path + len + 1, u->name, strlen(u->name) + 1);
	return NULL;
}

static const char *begin_file(struct unpacker *u, const struct files_record *r)
{
	const char *why = take_name(u, r, r->length);

	if (why)
		return why;
	do
		u->file = openat(u->level[u->depth], tmp_name(u),
				 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	while (u->file < 0 && errno == EEXIST);
	u->file_mode = r->value & u->mask;
	return u->file < 0 ? failed(u) : NULL;
}

static const char *add_data(struct unpacker *u, const struct files_record *r)
{
	for (size_t at = 0; at < r->length;) {
		ssize_t n = write(u->file, r->payload + at, r->length - at);

		if (n < 0 && errno != EINTR)
			return failed(u);
		at += n > 0 ? (size_t)n : 0;
	}
	return NULL;
}

static void drop_tmp(struct unpacker *u)
{
	unlinkat(u->level[u->depth], u->tmp, 0);
}

static const char *put_in_place(struct unpacker *u)
{
	if (!renameat(u->level[u->depth], u->tmp, u->level[u->depth], u->name))
		return NULL;
	failed(u);
	drop_tmp(u);
	return cannot;
}

static const char *end_file(struct unpacker *u)
{
	const int fd = u->file;
	int r = fchmod(fd, u->file_mode) ? errno : 0;

	u->file = -1;
	if (close(fd) && !r)
		r = errno;
	if (!r)
		return put_in_place(u);
	u->errnum = r;
	drop_tmp(u);
	return cannot;
}

/* Enters the folder, which may exist but must not be a link. */
static const char *enter(struct unpacker *u, const struct files_record *r)
{
	const char *why = take_name(u, r, r->length);
	struct stat st;
	int fd;

	if (why)
		return why;
	if (u->depth == FILES_DEPTH) {
		errno = ENAMETOOLONG;
		return failed(u);
	}
	if (mkdirat(u->level[u->depth], u->name, 0700) && errno != EEXIST)
		return failed(u);
	fd = openat(u->level[u->depth], u->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failed(u);
	/* if this fails, the first entry fails too, and says why */
	if (!fstat(fd, &st) && (st.st_mode & 0700) != 0700)
		fchmod(fd, (st.st_mode & 07777) | 0700);
	u->level[++u->depth] = fd;
	u->path_len[u->depth] = strlen(u->path);
	return NULL;
}

static const char *leave(struct unpacker *u, const struct files_record *r)
{
	const int fd = u->level[u->depth];
	int bad;

	if (!u->depth)
		return "the end of a folder that was not entered";
	u->path[u->path_len[u->depth--]] = '\0';
	bad = fchmod(fd, r->value & u->mask);
	if (bad)
		failed(u);
	close(fd);
	return bad ? cannot : NULL;
}

static const char *add_link(struct unpacker *u, const struct files_record *r)
{
	const uint8_t *end = memchr(r->payload, '\0', r->length);
	const size_t n = end ? (size_t)(end - r->payload) : 0, len = r->length - n - 1;
	char to[FILES_PATH];
	const char *why;

	if (!end || !len || len >= sizeof(to) || memchr(end + 1, '\0', len))
		return "a malformed link";
	memcpy(to, end + 1, len);
	to[len] = '\0';
	why = take_name(u, r, n);
	if (why)
		return why;
	while (symlinkat(to, u->level[u->depth], tmp_name(u)))
		if (errno != EEXIST)
			return failed(u);
	return put_in_place(u);
}

const char *unpack_record(struct unpacker *u, const struct files_record *r)
{
	const bool in_file = r->kind == FILES_DATA || r->kind == FILES_CLOSE;

	if (u->ended || in_file != (u->file >= 0))
		return "a record out of turn";
	switch (r->kind) {
	case FILES_FILE:
		return begin_file(u, r);
	case FILES_DATA:
		return add_data(u, r);
	case FILES_CLOSE:
		return end_file(u);
	case FILES_ENTER:
		return enter(u, r);
	case FILES_LEAVE:
		return leave(u, r);
	case FILES_LINK:
		return add_link(u, r);
	case FILES_END:
		u->ended = true;
		return u->depth || !u->begun ? "the end of an incomplete tree" : NULL;
	default:
		return "a record of an unknown kind";
	}
}

void unpack_end(struct unpacker *u)
{
	if (u->file >= 0) {
		close(u->file);
		drop_tmp(u);
	}
	u->file = -1;
	for (; u->level[0] >= 0; u->depth--) {
		close(u->level[u->depth]);
		if (!u->depth)
			break;
	}
	u->level[0] = -1;
	u->depth = 0;
}
