/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/atomic.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/file/path.h"
#include "base/file/tree.h"

int write_all(int fd, const void *data, size_t n, struct err *e)
{
	const char *at = data;

	while (n) {
		ssize_t w = write(fd, at, n);

		if (w >= 0) {
			at += w;
			n -= (size_t)w;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			return err_errno(e, errno, "cannot write");
		}
	}
	return 0;
}

/* A unique name in the same folder. */
static char *temporary_name(const char *path)
{
	_cleanup_free_ char *dir = path_dirname(path);
	uint64_t random = 0;

	while (getrandom(&random, sizeof(random), 0) < 0 && errno == EINTR)
		;
	/* cut, to stay below NAME_MAX */
	return path_joinf(dir, ".%.200s.%016" PRIx64 ".tmp", path_basename(path), random);
}

static bool is_temporary(const char *name)
{
	const size_t tail = strlen(".0123456789abcdef.tmp");
	size_t n = strlen(name);
	const char *random = name + n - tail;

	return *name == '.' && n > tail && *random == '.' &&
	       strspn(random + 1, "0123456789abcdef") == 16 && str_ends(name, ".tmp");
}

void fs_sweep(const char *dir)
{
	_cleanup_strv_ struct strv names = {0};

	if (!fs_try_list(dir, &names))
		return;
	strv_foreach(name, &names) {
		_cleanup_free_ char *path = path_join(dir, name);

		if (is_temporary(name))
			unlink(path);
	}
}

int atomic_begin(struct atomic_file *f, const char *path, mode_t mode, struct err *e)
{
	*f = (struct atomic_file)ATOMIC_FILE_INIT;
	f->tmp = temporary_name(path);
	f->fd = open(f->tmp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (f->fd < 0) {
		err_errno(e, errno, "cannot write '%s'", path);
		free(TAKE_PTR(f->tmp)); /* there is nothing to remove */
		return -1;
	}
	f->path = xstrdup(path);
	return 0;
}

int atomic_commit(struct atomic_file *f, struct err *e)
{
	/* some file systems report a full disk only here */
	if (close(TAKE_FD(f->fd)) < 0 || rename(f->tmp, f->path) < 0)
		return err_errno(e, errno, "cannot write '%s'", f->path);
	free(TAKE_PTR(f->tmp));
	return 0;
}

void atomic_end(struct atomic_file *f)
{
	int saved = errno;

	cleanup_close(&f->fd);
	if (f->tmp)
		unlink(f->tmp);
	free(f->tmp);
	free(f->path);
	*f = (struct atomic_file)ATOMIC_FILE_INIT;
	errno = saved;
}

int fs_write(const char *path, const void *data, size_t n, mode_t mode, struct err *e)
{
	_cleanup_atomic_ struct atomic_file f = ATOMIC_FILE_INIT;

	if (atomic_begin(&f, path, mode, e))
		return -1;
	if (write_all(f.fd, data, n, e))
		return err_errno(e, errno, "cannot write '%s'", path);
	return atomic_commit(&f, e);
}

int fs_write_str(const char *path, const char *s, struct err *e)
{
	return fs_write(path, s, strlen(s), 0644, e);
}

/* Reflinks; or copies with copy_file_range() as far as that works, then with read(). */
static int copy_content(int from, int to, const struct atomic_file *f, const char *source,
			struct err *e)
{
	_cleanup_free_ char *buf = NULL;
	const size_t size = 128 * 1024;
	ssize_t n;

	if (ioctl(to, FICLONE, from) == 0)
		return 0;
	while ((n = copy_file_range(from, NULL, to, NULL, (size_t)1 << 30, 0)) > 0)
		;
	buf = xcalloc(1, size);
	while ((n = read(from, buf, size))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, errno, "cannot read '%s'", source);
		if (write_all(to, buf, (size_t)n, e))
			return err_errno(e, errno, "cannot write '%s'", f->path);
	}
	return 0;
}

int fs_copy(const char *from, const char *to, struct err *e)
{
	_cleanup_atomic_ struct atomic_file f = ATOMIC_FILE_INIT;
	_cleanup_close_ int fd = open(from, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(e, errno, "cannot open '%s'", from);
	if (S_ISDIR(st.st_mode))
		return err_errno(e, EISDIR, "cannot copy '%s'", from);
	if (atomic_begin(&f, to, 0600, e) || copy_content(fd, f.fd, &f, from, e))
		return -1;
	if (fchmod(f.fd, st.st_mode & 0777) < 0)
		return err_errno(e, errno, "cannot set the permissions of '%s'", to);
	return atomic_commit(&f, e);
}
