/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/app.h"

#include <errno.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/step/use.h"

/* $VARIABLE/jiffy, or ~/FALLBACK/jiffy; made if missing. */
static char *xdg_dir(const char *variable, const char *fallback, struct err *e)
{
	const char *xdg = getenv(variable), *home = getenv("HOME");
	char *dir = NULL;

	if (xdg && *xdg == '/')
		dir = path_join(xdg, "jiffy");
	else if (home && *home == '/')
		dir = path_joinf(home, "%s/jiffy", fallback);
	if (!dir) {
		err_set(e, "there is no place for jiffy's files: neither '%s' nor 'HOME' is set",
			variable);
		return NULL;
	}
	if (fs_mkdir_p(dir, 0755, e)) {
		err_hint(e, "set %s to a folder that you can write to", variable);
		free(dir);
		return NULL;
	}
	return dir;
}

char *app_program(struct err *e)
{
	char *path = realpath("/proc/self/exe", NULL);

	if (!path)
		err_errno(e, errno, "cannot find jiffy's own program");
	return path;
}

/* The folder that holds data/, guest/ and wire/: JIFFY_DATADIR, or else near the program. */
static char *find_datadir(struct err *e)
{
	const char *datadir = getenv("JIFFY_DATADIR");
	/* installed; or built in the source tree */
	const char *const below[] = {"../share/jiffy", "../../.."};
	_cleanup_free_ char *exe = NULL, *bin = NULL;

	if (datadir && *datadir)
		return path_absolute(datadir);
	exe = app_program(e);
	if (!exe)
		return NULL;
	bin = path_dirname(exe);
	for (size_t i = 0; i < ARRAY_SIZE(below); i++) {
		_cleanup_free_ char *relative = path_join(bin, below[i]);
		_cleanup_free_ char *dir = path_absolute(relative);
		_cleanup_free_ char *probe = path_join(dir, "data/targets");

		if (fs_is_dir(probe))
			return TAKE_PTR(dir);
	}
	err_set(e, "cannot find jiffy's data near the program '%s'", exe);
	err_hint(e, "set JIFFY_DATADIR to the folder that holds 'data', 'guest' and 'wire'");
	return NULL;
}

int app_prepare(struct app *a, struct err *e)
{
	a->datadir = find_datadir(e);
	if (!a->datadir)
		return -1;
	a->cachedir = xdg_dir("XDG_CACHE_HOME", ".cache", e);
	if (!a->cachedir)
		return -1;
	a->statedir = xdg_dir("XDG_STATE_HOME", ".local/state", e);
	if (!a->statedir || target_load(&a->target, a->datadir, a->set.arch, e))
		return -1;
	a->board = target_board(&a->target, a->set.machine, a->set.window, e);
	if (!a->board)
		return -1;
	a->build = (struct build){
		.set = &a->set,
		.target = &a->target,
		.board = a->board,
		.datadir = a->datadir,
		.cachedir = a->cachedir,
		.progress = &a->out.progress,
		.uses = uses_new(),
	};
	return 0;
}

int app_check_args(const struct app *a, const struct cmd *c, size_t max, const char *const *names,
		   struct err *e)
{
	for (size_t i = 0; i < a->args.n; i++) {
		size_t known = 0;

		while (names[known] && !str_eq(names[known], a->args.v[i]))
			known++;
		if (names[known] && i < max)
			continue;
		err_kind_set(e, ERR_USAGE, "'%s' does not take '%s' here", c->name, a->args.v[i]);
		return err_hint(e, "usage: jiffy %s [OPTION...]%s%s", c->name, *c->args ? " " : "",
				c->args);
	}
	return 0;
}

/* The number of the signal that stopped us, which its handler wrote to the pipe. */
static int stop_signal(const struct app *a)
{
	unsigned char signo = 0;

	return read(a->out.progress.interrupt_fd, &signo, 1) == 1 ? signo : 0;
}

enum outcome_word error_outcome(const struct err *e)
{
	switch (e->kind) {
	case ERR_BUILD:
		return OUTCOME_BUILD_FAILED;
	case ERR_CONFIG:
		return OUTCOME_CONFIG_UNMET;
	case ERR_USAGE:
	case ERR_SIGNAL:
	case ERR_HOST:
		break;
	}
	return OUTCOME_HOST_ERROR;
}

int error_status(const struct app *a, struct err *e)
{
	if (e->kind == ERR_USAGE)
		return STATUS_USAGE;
	if (e->kind == ERR_SIGNAL && !e->signo)
		e->signo = stop_signal(a);
	return outcome_status(error_outcome(e)) + e->signo;
}
