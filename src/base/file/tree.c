/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders: listing, removing, copying. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "base/file/fs.h"
#include "base/process/proc.h"

#define COMPLAINTS 10 /* of cp that are shown */

/* The names in the open folder; -1 with errno. fd stays the caller's. */
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

static int remove_at(int parent, const char *name, const char *path, struct err *e);

/* Empties and removes the folder 'name' in 'parent'; path is for messages. */
static int remove_dir(int parent, const char *name, const char *path, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};
	_cleanup_close_ int fd = -1;

	/* ours to remove, even where a build has taken the permission away; an error shows below */
	if (faccessat(parent, name, R_OK | W_OK | X_OK, 0) < 0)
		(void)fchmodat(parent, name, 0700, 0);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || list_fd(fd, &names) < 0)
		return err_errno(e, errno, "cannot remove '%s'", path);
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *child = path_join(path, names.v[i]);

		if (remove_at(fd, names.v[i], child, e) < 0)
			return -1;
	}
	if (unlinkat(parent, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		return err_errno(e, errno, "cannot remove '%s'", path);
	return 0;
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

/* The first complaints: what follows is more of the same. */
static void keep_complaint(void *arg, const char *line)
{
	struct strv *complaints = arg;

	if (complaints->n < COMPLAINTS)
		strv_add(complaints, line);
}

int fs_copy_tree(const char *from, const char *to, int interrupt_fd, struct err *e)
{
	_cleanup_strv_ struct strv complaints = {0};
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_free_ char *detail = NULL;

	strv_addl(&p.argv, "cp", "-a", "-T", "--reflink=auto", "--", from, to, NULL);
	if (proc_run_logged(&p, keep_complaint, &complaints, interrupt_fd, e) == 0 &&
	    proc_ok(&p, e) == 0)
		return 0;
	detail = strv_join(&complaints, "\n");
	if (*detail)
		err_detail(e, "%s", detail);
	return err_wrap(e, "cannot copy '%s' to '%s'", from, to);
}
