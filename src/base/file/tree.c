/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file/path.h"

#define ROUNDS 8 /* of removing what is in a folder */

/* Adds the names in the open folder; -1 with errno. fd stays the caller's. */
static int list_fd(int fd, struct strv *out)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *d;
	int errnum;

	if (!dir) {
		cleanup_close(&copy);
		return -1;
	}
	while ((errno = 0, d = readdir(dir)))
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			strv_add(out, d->d_name);
	errnum = errno;
	closedir(dir);
	errno = errnum;
	return errnum ? -1 : 0;
}

int fs_list(const char *path, struct strv *out, struct err *e)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_strv_ struct strv names = {0};

	if (fd < 0 || list_fd(fd, &names) < 0)
		return err_errno(e, errno, "cannot list '%s'", path);
	strv_sort(&names);
	strv_addv(out, &names);
	return 0;
}

bool fs_try_list(const char *path, struct strv *out)
{
	_cleanup_err_ struct err unused = ERR_INIT;

	return fs_list(path, out, &unused) == 0;
}

static int remove_at(int parent, const char *name, const char *path, struct err *e);

static int empty_dir(int fd, const char *path, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	if (list_fd(fd, &names) < 0)
		return err_errno(e, errno, "cannot remove '%s'", path);
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *child = path_join(path, names.v[i]);

		if (remove_at(fd, names.v[i], child, e))
			return -1;
	}
	return 0;
}

/*
 * Removes the folder 'name' in 'parent' with all that is in it; path is for messages. Another
 * process that has opened a path in it may still make a file there: then once more.
 */
static int remove_dir(int parent, const char *name, const char *path, struct err *e)
{
	_cleanup_close_ int fd = -1;

	/* a build may have taken the permissions away; if this fails, so does openat() */
	if (faccessat(parent, name, R_OK | W_OK | X_OK, 0) < 0)
		(void)fchmodat(parent, name, 0700, 0);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, errno, "cannot remove '%s'", path);
	for (int i = 0; i < ROUNDS; i++) {
		if (empty_dir(fd, path, e))
			return -1;
		if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
			return 0;
		if (errno != ENOTEMPTY && errno != EEXIST)
			break;
	}
	return err_errno(e, errno, "cannot remove '%s'", path);
}

static int remove_at(int parent, const char *name, const char *path, struct err *e)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno == EISDIR)
		return remove_dir(parent, name, path, e);
	return err_errno(e, errno, "cannot remove '%s'", path);
}

int fs_remove(const char *path, struct err *e)
{
	return remove_at(AT_FDCWD, path, path, e);
}

void fs_try_remove(const char *path)
{
	_cleanup_err_ struct err unused = ERR_INIT;

	(void)fs_remove(path, &unused);
}
