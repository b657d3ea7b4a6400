/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/boot/rundir.h"

#include <errno.h>

#include "base/file/fs.h"

/* The number that a folder's name is; 0: it is none. */
static unsigned long number(const char *name)
{
	char *end;
	unsigned long n = strtoul(name, &end, 10);

	return *end || end == name ? 0 : n;
}

/* Another jiffy may remove the same ones; what cannot be removed is no reason not to run. */
static void remove_old(const char *runs, const struct strv *names, unsigned long newest)
{
	strv_foreach(name, names) {
		_cleanup_err_ struct err unused = ERR_INIT;
		_cleanup_free_ char *path = path_join(runs, name);
		unsigned long n = number(name);

		if (n && n + RUNDIR_KEPT <= newest)
			fs_remove(path, &unused);
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

char *rundir_new(const char *statedir, struct err *e)
{
	_cleanup_free_ char *runs = path_join(statedir, "runs");
	_cleanup_strv_ struct strv names = {0};
	unsigned long newest = 0;

	if (fs_mkdir_p(runs, 0755, e) || fs_list(runs, &names, e))
		return NULL;
	strv_foreach(name, &names)
		if (number(name) > newest)
			newest = number(name);
	for (;;) {
		_cleanup_free_ char *path = path_joinf(runs, "%lu", ++newest);

		if (!mkdir(path, 0755)) {
			if (point_last(runs, newest, e))
				return NULL;
			remove_old(runs, &names, newest);
			return TAKE_PTR(path);
		}
		if (errno != EEXIST) {
			err_errno(e, errno, "cannot make '%s'", path);
			return NULL;
		}
	}
}

char *rundir_find(const char *statedir, const char *run, char **name, struct err *e)
{
	_cleanup_free_ char *path =
		strchr(run, '/') ? path_absolute(run) : path_joinf(statedir, "runs/%s", run);
	_cleanup_free_ char *real = realpath(path, NULL);

	if (real && fs_is_dir(real) && *run) {
		*name = xstrdup(path_basename(real));
		return TAKE_PTR(real);
	}
	err_kind_set(e, ERR_USAGE, "there is no run '%s'", run);
	err_hint(
		e,
		"a number, 'last', or the path of a run's folder; the last %d runs are kept in %s/runs",
		RUNDIR_KEPT, statedir);
	return NULL;
}

void rundir_keep(const char *rundir, const char *file)
{
	_cleanup_free_ char *to = file ? path_join(rundir, path_basename(file)) : NULL;
	_cleanup_err_ struct err unused = ERR_INIT;

	if (file && link(file, to))
		fs_copy(file, to, &unused);
}
