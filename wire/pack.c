/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void pack_begin(struct packer *p, const char *path)
{
	const size_t len = strlen(path), n = len < FILES_PATH ? len : FILES_PATH - 1;

	memset(p, 0, offsetof(struct packer, level));
	p->file = -1;
	p->dents_at = p->dents_n = 0;
	memcpy(p->path, path, n);
	p->path[n] = '\0';
}

static size_t put_path(struct packer *p, uint8_t *out, unsigned kind, uint32_t value)
{
	return files_put(out, kind, value, p->path, strlen(p->path));
}

static size_t failed(struct packer *p, uint8_t *out)
{
	p->ended = true;
	return put_path(p, out, FILES_FAILED, (uint32_t)errno);
}

static size_t put_link(struct packer *p, uint8_t *out, int dir, const char *name)
{
	char text[FILES_NAME + 1 + FILES_PATH];
	const size_t n = strlen(name) + 1;
	ssize_t len;

	memcpy(text, name, n);
	len = readlinkat(dir, name, text + n, sizeof(text) - n);
	return len < 0 ? failed(p, out) : files_put(out, FILES_LINK, 0, text, n + (size_t)len);
}

static size_t put_folder(struct packer *p, uint8_t *out, const char *name, int fd, uint32_t mode)
{
	if (p->depth == FILES_DEPTH) {
		close(fd);
		errno = ENAMETOOLONG;
		return failed(p, out);
	}
	p->level[p->depth++] =
		(struct pack_level){.fd = fd, .mode = mode & 07777, .path_len = strlen(p->path)};
	p->dents_at = p->dents_n = 0;
	return files_put(out, FILES_ENTER, 0, name, strlen(name));
}

/* O_NONBLOCK: if a fifo has taken the file's place, open() would wait for a writer. */
static size_t put_entry(struct packer *p, uint8_t *out, int dir, const char *path, const char *name)
{
	const int follow = p->depth ? O_NOFOLLOW : 0;
	struct stat st;
	int fd;

	if (fstatat(dir, path, &st, follow ? AT_SYMLINK_NOFOLLOW : 0))
		return failed(p, out);
	if (S_ISLNK(st.st_mode))
		return put_link(p, out, dir, path);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return put_path(p, out, FILES_SKIPPED, st.st_mode);
	fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | follow);
	if (fd < 0 || fstat(fd, &st))
		return failed(p, out);
	if (S_ISDIR(st.st_mode))
		return put_folder(p, out, name, fd, st.st_mode);
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return put_path(p, out, FILES_SKIPPED, st.st_mode);
	}
	p->file = fd;
	return files_put(out, FILES_FILE, st.st_mode & 07777, name, strlen(name));
}

static size_t put_data(struct packer *p, uint8_t *out)
{
	ssize_t n = read(p->file, out + FILES_HEADER, FILES_PAYLOAD);

	if (n < 0)
		return failed(p, out);
	if (n)
		return files_put(out, FILES_DATA, 0, NULL, (size_t)n);
	close(p->file);
	p->file = -1;
	return files_put(out, FILES_CLOSE, 0, NULL, 0);
}

/* The next entry of the current folder; NULL with errno 0: there are no more. */
static const char *next_name(struct packer *p)
{
	struct pack_level *l = &p->level[p->depth - 1];

	for (;;) {
		const struct dirent64 *d = (const struct dirent64 *)(p->dents + p->dents_at);
		ssize_t n;

		if (p->dents_at < p->dents_n) {
			p->dents_at += d->d_reclen;
			l->at = d->d_off;
			if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
				continue;
			return d->d_name;
		}
		errno = 0;
		n = getdents64(l->fd, p->dents, sizeof(p->dents));
		if (n <= 0)
			return NULL;
		p->dents_at = 0;
		p->dents_n = (size_t)n;
	}
}

/* Returns to the folder above, at the entry after this one. */
static size_t put_leave(struct packer *p, uint8_t *out)
{
	const struct pack_level *l = &p->level[--p->depth];
	const uint32_t mode = l->mode;

	close(l->fd);
	p->dents_at = p->dents_n = 0;
	if (p->depth && lseek(p->level[p->depth - 1].fd, p->level[p->depth - 1].at, SEEK_SET) < 0)
		return failed(p, out);
	return files_put(out, FILES_LEAVE, mode, NULL, 0);
}

static size_t put_next(struct packer *p, uint8_t *out)
{
	const struct pack_level *l = &p->level[p->depth - 1];
	const char *name;

	p->path[l->path_len] = '\0';
	name = next_name(p);
	if (!name)
		return errno ? failed(p, out) : put_leave(p, out);
	if (l->path_len + 1 + strlen(name) >= sizeof(p->path)) {
		errno = ENAMETOOLONG;
		return failed(p, out);
	}
	p->path[l->path_len] = '/';
	memcpy(p->path + l->path_len + 1, name, strlen(name) + 1);
	return put_entry(p, out, l->fd, name, name);
}

size_t pack_next(struct packer *p, uint8_t out[FILES_RECORD])
{
	if (p->ended)
		return 0;
	if (p->file >= 0)
		return put_data(p, out);
	if (p->depth)
		return put_next(p, out);
	if (!p->begun) {
		p->begun = true;
		return put_entry(p, out, AT_FDCWD, p->path, "tree");
	}
	p->ended = true;
	return files_put(out, FILES_END, 0, NULL, 0);
}

void pack_end(struct packer *p)
{
	while (p->depth)
		close(p->level[--p->depth].fd);
	if (p->file >= 0)
		close(p->file);
	p->file = -1;
	p->ended = true;
}
