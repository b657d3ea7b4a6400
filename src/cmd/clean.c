/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy clean: give the disk back. */
#include "cmd/app.h"

static const char *const always[] = {"build", "digests"};
static const char *const with_all[] = {"sources", "downloads", "apt"};

/* Removes what is in the folder, each entry behind its lock, so that a jiffy at work finishes first. */
static int remove_entries(const struct app *a, const char *dir, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	if (!fs_exists(dir))
		return 0;
	if (fs_list(dir, &names, e))
		return -1;
	strv_foreach(name, &names) {
		_cleanup_free_ char *path = path_join(dir, name);
		_cleanup_close_ int lock = -1;

		if (fs_is_dir(path) && (lock = build_lock(&a->build, path, e)) < 0)
			return -1;
		if (fs_remove(path, e))
			return -1;
	}
	return fs_remove(dir, e);
}

static int clean(struct app *a, const char *const *names, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *dir = path_join(a->cachedir, names[i]);

		if (!fs_exists(dir))
			continue;
		if (remove_entries(a, dir, e))
			return err_wrap(e, "cleaning");
		out_info(&a->out, "removed %s", dir);
	}
	return 0;
}

static int run(struct app *a, struct err *e)
{
	static const char *const none[] = {NULL};

	if (app_check_args(a, &cmd_clean, 0, none, e) || app_prepare(a, e))
		return -1;
	if (clean(a, always, ARRAY_SIZE(always), e) ||
	    (a->set.all && clean(a, with_all, ARRAY_SIZE(with_all), e)))
		return -1;
	return STATUS_OK;
}

const struct cmd cmd_clean = {
	.name = "clean",
	.args = "",
	.summary = "remove what was built (--all: and fetched) from the cache",
	.about = "Nothing of yours is in the cache: the next run builds it anew.",
	.bit = CMD_CLEAN,
	.run = run,
};
