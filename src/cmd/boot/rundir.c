/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"

/* The name as a number; 0: it is not one. */
static unsigned long number(const char *name)
{
	char *end;
	unsigned long n = strtoul(name, &end, 10);

	return *end || end == name ? 0 : n;
}

static int open_folder(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Other runs may remove the same ones. Failures are ignored. */
static void remove_old(const char *runs, const struct strv *names, unsigned long newest)
{
	strv_foreach(name, names) {
		unsigned long n = number(name);
		_cleanup_free_ char *path = NULL;
		_cleanup_close_ int fd = -1;

		if (!n || n + RUNDIR_KEPT > newest)
			continue;
		path = path_join(runs, name);
		fd = open_folder(path);
		if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
			fs_try_remove(path);
	}
}

static int point_last(const char *runs, unsigned long n, struct err *e)
{
	_cleanup_free_ char *to = xasprintf("%lu", n);
	_cleanup_free_ char *tmp = path_joinf(runs, ".last-%d", (int)getpid());
	_cleanup_free_ char *last = path_join(runs, "last");

	unlink(tmp);
	if (symlink(to, tmp))
		return err_errno(e, errno, "cannot make '%s'", tmp);
	return fs_rename(tmp, last, e);
}

/* 1: the number is taken, or the folder was removed before it was locked; -1 with errno. */
static int make_locked(struct rundir *r)
{
	struct stat st;

	if (mkdir(r->path, 0755))
		return errno == EEXIST ? 1 : -1;
	r->lock = open_folder(r->path);
	if (r->lock < 0)
		return errno == ENOENT ? 1 : -1;
	if (flock(r->lock, LOCK_SH) || fstat(r->lock, &st))
		return -1;
	if (st.st_nlink)
		return 0;
	close(TAKE_FD(r->lock));
	return 1;
}

int rundir_new(struct rundir *r, const char *statedir, struct err *e)
{
	_cleanup_free_ char *runs = path_join(statedir, "runs");
	_cleanup_strv_ struct strv names = {0};
	unsigned long newest = 0;
	int taken = 1;

	*r = (struct rundir)RUNDIR_INIT;
	if (fs_mkdir_p(runs, 0755, e) || fs_list(runs, &names, e))
		return -1;
	strv_foreach(name, &names)
		if (number(name) > newest)
			newest = number(name);
	while (taken > 0) {
		free(r->path);
		r->path = path_joinf(runs, "%lu", ++newest);
		taken = make_locked(r);
	}
	if (taken < 0)
		return err_errno(e, errno, "cannot make the folder '%s'", r->path);
	if (point_last(runs, newest, e))
		return -1;
	remove_old(runs, &names, newest);
	return 0;
}

void rundir_end(struct rundir *r)
{
	cleanup_close(&r->lock);
	free(r->path);
	*r = (struct rundir)RUNDIR_INIT;
}

/* False: it is not a folder, or another run is just removing it. */
static bool hold(struct rundir *r)
{
	struct stat st;

	r->lock = open_folder(r->path);
	if (r->lock < 0)
		return false;
	/* some file systems have no locks, but no runs of ours either */
	return (flock(r->lock, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
	       fstat(r->lock, &st) == 0 && st.st_nlink;
}

int rundir_find(struct rundir *r, const char *statedir, const char *run, char **name, struct err *e)
{
	_cleanup_free_ char *path =
		strchr(run, '/') ? path_absolute(run) : path_joinf(statedir, "runs/%s", run);

	*r = (struct rundir){.path = *run ? realpath(path, NULL) : NULL, .lock = -1};
	if (r->path && hold(r)) {
		*name = xstrdup(path_basename(r->path));
		return 0;
	}
	rundir_end(r);
	if (str_eq(run, "last"))
		err_kind_set(e, ERR_USAGE, "there is no run yet");
	else
		err_kind_set(e, ERR_USAGE, "there is no run '%s'", run);
	err_hint(e,
		 "name a run by its number, by 'last' or by its folder; the last %d are in "
		 "'%s/runs'",
		 RUNDIR_KEPT, statedir);
	return -1;
}

void rundir_keep(const char *rundir, const char *file)
{
	_cleanup_free_ char *to = file ? path_join(rundir, path_basename(file)) : NULL;
	_cleanup_err_ struct err unused = ERR_INIT;

	if (file && link(file, to))
		(void)fs_copy(file, to, &unused);
}
