/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"

#define PREFIX ".tmp-"

/* Removes the folder unless a process holds it. */
static void remove_stale(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_err_ struct err kept = ERR_INIT;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)fs_remove(path, &kept);
}

bool partial_is(const char *name)
{
	return str_starts(name, PREFIX);
}

void partial_sweep(const char *dir)
{
	_cleanup_err_ struct err kept = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};

	if (fs_list(dir, &names, &kept))
		return;
	strv_foreach(name, &names) {
		_cleanup_free_ char *path = path_join(dir, name);

		if (partial_is(name))
			remove_stale(path);
	}
}

/* 1: the name is taken, or a sweeper removed it: try again. -1: errno says why it failed. */
static int make_locked(struct partial *p, const char *dir)
{
	struct stat st;

	free(p->path);
	p->path = path_joinf(dir, PREFIX "%d-%" PRIx64 "-%.180s", (int)getpid(), now_ns(),
			     path_basename(p->target));
	if (mkdir(p->path, 0755) < 0)
		return errno == EEXIST ? 1 : -1;
	p->fd = open(p->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (p->fd < 0)
		return errno == ENOENT ? 1 : -1;
	if (flock(p->fd, LOCK_EX) < 0 || fstat(p->fd, &st) < 0)
		return -1;
	if (st.st_nlink > 0)
		return 0;
	close(TAKE_FD(p->fd));
	return 1;
}

/* Makes the parent and, in it, the folder. 1: 'jiffy clean' removed the parent: try again. */
static int try_begin(struct partial *p, const char *parent, struct err *e)
{
	_cleanup_free_ char *dir = NULL;
	int r = 1;

	if (fs_mkdir_p(parent, 0755, e))
		return -1;
	dir = realpath(parent, NULL);
	if (!dir)
		return errno == ENOENT ? 1 : err_errno(e, errno, "cannot open '%s'", parent);
	partial_sweep(dir);
	while (r > 0)
		r = make_locked(p, dir);
	if (r < 0 && errno == ENOENT)
		return 1;
	return r == 0 ? 0 : err_errno(e, errno, "cannot make the folder '%s'", p->path);
}

int partial_begin(struct partial *p, const char *target, struct err *e)
{
	_cleanup_free_ char *parent = path_dirname(target);
	int r = 1;

	*p = (struct partial)PARTIAL_INIT;
	p->target = xstrdup(target);
	while (r > 0)
		r = try_begin(p, parent, e);
	return r;
}

int partial_commit(struct partial *p, const char *root, struct err *e)
{
	return fs_rename(root, p->target, e);
}

void partial_end(struct partial *p)
{
	_cleanup_err_ struct err kept = ERR_INIT;

	if (p->path && p->fd >= 0)
		(void)fs_remove(p->path, &kept);
	cleanup_close(&p->fd);
	free(p->path);
	free(p->target);
	*p = (struct partial)PARTIAL_INIT;
}

int partial_discard(const char *path, struct err *e)
{
	_cleanup_partial_ struct partial trash = PARTIAL_INIT;
	_cleanup_free_ char *inside = NULL;

	if (partial_begin(&trash, path, e))
		return -1;
	inside = path_join(trash.path, "removed");
	if (rename(path, inside) < 0)
		return errno == ENOENT ? 0 : err_errno(e, errno, "cannot remove '%s'", path);
	return fs_remove(inside, e);
}
