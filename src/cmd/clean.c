/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy clean: empty the cache. */
#include "base/file/fs.h"
#include "cmd/ui/commands.h"
#include "image/step/cache.h"

static int run(struct app *a, struct err *e)
{
	static const char *const none[] = {NULL};
	_cleanup_strv_ struct strv removed = {0}, left = {0};
	int r;

	if (app_check_args(a, &cmd_clean, 0, none, e) || app_prepare(a, e))
		return -1;
	r = cache_clean(&a->build, a->set.all, &removed, &left, e);
	strv_foreach(dir, &left)
		out_info(&a->out, "left '%s': another jiffy is using it", dir);
	strv_foreach(dir, &removed)
		if (!strv_has(&left, dir))
			out_info(&a->out, "removed %s%s", fs_exists(dir) ? "the rest of " : "",
				 dir);
	return r ? err_wrap(e, "cleaning") : STATUS_OK;
}

const struct cmd cmd_clean = {
	.name = "clean",
	.args = "",
	.summary = "remove builds from the cache; with --all, downloads too",
	.about =
		"The cache holds nothing of yours: the next run rebuilds what it needs. What another jiffy\n"
		"is building or using stays: 'clean' says so, and its exit status is 0.",
	.bit = CMD_CLEAN,
	.run = run,
};
