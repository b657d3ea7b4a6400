/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/file/path.h"

bool fs_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool fs_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool fs_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_program(const char *path)
{
	return fs_is_file(path) && !access(path, X_OK);
}

char *path_find_program(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return is_program(name) ? xstrdup(name) : NULL;
	if (!*name)
		return NULL;
	for (path = path ? path : "/usr/local/bin:/usr/bin:/bin";; path++) {
		size_t n = strcspn(path, ":");
		/* an empty element is the working directory (POSIX.1, 8.3) */
		_cleanup_free_ char *dir = n ? xstrndup(path, n) : xstrdup(".");
		_cleanup_free_ char *full = path_join(dir, name);

		if (is_program(full))
			return TAKE_PTR(full);
		path += n;
		if (!*path)
			return NULL;
	}
}

uint64_t fs_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* Reads n bytes, or up to the end; -1 with errno. */
static ssize_t read_full(int fd, char *buf, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, buf + got, n - got);

		if (r == 0)
			break;
		if (r > 0)
			got += (size_t)r;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)got;
}

static int open_for_reading(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? err_errno(e, errno, "cannot open '%s'", path) : fd;
}

int fs_read(const char *path, struct strbuf *out, struct err *e)
{
	_cleanup_close_ int fd = open_for_reading(path, e);
	struct stat st;
	size_t room = 4096;
	ssize_t n;

	if (fd < 0)
		return -1;
	/* a first guess: files in /proc have size 0 */
	if (fstat(fd, &st) == 0 && st.st_size > 0)
		room = (size_t)st.st_size + 1;
	do {
		n = read_full(fd, sb_reserve(out, room), room);
		if (n < 0)
			return err_errno(e, errno, "cannot read '%s'", path);
		out->len += (size_t)n;
		out->buf[out->len] = '\0';
	} while ((size_t)n == room);
	return 0;
}

bool fs_try_read(const char *path, struct strbuf *out)
{
	_cleanup_err_ struct err unused = ERR_INIT;

	return fs_read(path, out, &unused) == 0;
}

ssize_t fs_read_head(const char *path, void *buf, size_t n, struct err *e)
{
	_cleanup_close_ int fd = open_for_reading(path, e);
	ssize_t got;

	if (fd < 0)
		return -1;
	got = read_full(fd, buf, n);
	return got < 0 ? err_errno(e, errno, "cannot read '%s'", path) : got;
}

/* mkdir(), but a folder that exists is fine; -1 with errno. */
static int make_dir(const char *path, mode_t mode)
{
	int errnum;

	if (mkdir(path, mode) == 0)
		return 0;
	errnum = errno;
	if (fs_is_dir(path))
		return 0;
	errno = errnum;
	return -1;
}

int fs_mkdir_p(const char *path, mode_t mode, struct err *e)
{
	_cleanup_free_ char *parent = NULL;

	if (make_dir(path, mode) == 0)
		return 0;
	parent = path_dirname(path);
	if (errno == ENOENT && strcmp(parent, path) != 0) {
		if (fs_mkdir_p(parent, mode, e))
			return -1;
		if (make_dir(path, mode) == 0)
			return 0;
	}
	return err_errno(e, errno, "cannot make the folder '%s'", path);
}

int fs_rename(const char *from, const char *to, struct err *e)
{
	if (rename(from, to) < 0)
		return err_errno(e, errno, "cannot rename '%s' to '%s'", from, to);
	return 0;
}

/* Whether fd is still the file at path, which may have been removed or replaced. */
static bool is_current(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static int lock_error(const char *path, struct err *e)
{
	if (errno == EINTR)
		return err_kind_set(e, ERR_SIGNAL, "interrupted");
	return err_errno(e, errno, "cannot lock '%s'", path);
}

static int lock_file(const char *path, int how, void (*waiting)(void *arg), void *arg,
		     struct err *e)
{
	for (;;) {
		_cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

		if (fd < 0)
			return err_errno(e, errno, "cannot open '%s'", path);
		if (flock(fd, how | LOCK_NB) < 0) {
			if (errno != EWOULDBLOCK)
				return lock_error(path, e);
			if (waiting)
				waiting(arg);
			waiting = NULL;
			if (flock(fd, how) < 0)
				return lock_error(path, e);
		}
		if (is_current(fd, path))
			return TAKE_FD(fd);
	}
}

int fs_lock(const char *path, void (*waiting)(void *arg), void *arg, struct err *e)
{
	return lock_file(path, LOCK_EX, waiting, arg, e);
}

int fs_lock_shared(const char *path, void (*waiting)(void *arg), void *arg, struct err *e)
{
	return lock_file(path, LOCK_SH, waiting, arg, e);
}

int fs_try_lock(const char *path, int *fd, struct err *e)
{
	for (;;) {
		_cleanup_close_ int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

		if (lock < 0)
			return errno == ENOENT ? 1 : err_errno(e, errno, "cannot open '%s'", path);
		if (flock(lock, LOCK_EX | LOCK_NB) < 0)
			return errno == EWOULDBLOCK ? 1 : lock_error(path, e);
		if (is_current(lock, path)) {
			*fd = TAKE_FD(lock);
			return 0;
		}
	}
}

int fs_hold(const char *path, int *fd, struct err *e)
{
	for (;;) {
		_cleanup_close_ int lock = open(path, O_RDONLY | O_CLOEXEC);

		if (lock < 0)
			return errno == ENOENT ? 1 : err_errno(e, errno, "cannot open '%s'", path);
		if (flock(lock, LOCK_SH) < 0)
			return lock_error(path, e);
		if (is_current(lock, path)) {
			*fd = TAKE_FD(lock);
			return 0;
		}
	}
}
