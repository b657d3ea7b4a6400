/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy clean: empty the cache. */
#include "cmd/ui/commands.h"
#include "image/step/cache.h"

static int run(struct app *a, struct err *e)
{
	static const char *const none[] = {NULL};
	_cleanup_strv_ struct strv removed = {0};
	int r;

	if (app_check_args(a, &cmd_clean, 0, none, e) || app_prepare(a, e))
		return -1;
	r = cache_clean(&a->build, a->set.all, &removed, e);
	strv_foreach(dir, &removed)
		out_info(&a->out, "removed %s", dir);
	return r ? err_wrap(e, "cleaning") : STATUS_OK;
}

const struct cmd cmd_clean = {
	.name = "clean",
	.args = "",
	.summary = "remove builds from the cache; with --all, downloads too",
	.about = "The cache holds nothing of yours: the next run rebuilds what it needs.",
	.bit = CMD_CLEAN,
	.run = run,
};
