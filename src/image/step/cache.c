/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/cache.h"

#include <errno.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/step/partial.h"
#include "image/step/use.h"

/* Each returns 1 if another jiffy makes or uses the entry, which then stays. */

static int clean_build(const char *dir, const char *name, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, name), *lock_path = path_join(path, BUILD_LOCK);
	_cleanup_close_ int lock = -1, use = -1;
	int held;

	/* a file; fs_remove() would also remove a folder that another jiffy makes meanwhile */
	if (unlink(path) == 0)
		return 0;
	held = fs_try_lock(lock_path, &lock, e);
	if (!held)
		held = use_exclude(path, &use, e);
	return held ? held : partial_discard(path, e);
}

/* Sources: whoever unpacks or uses NAME holds .lock-NAME. */
static int clean_source(const char *dir, const char *name, struct err *e)
{
	static const char prefix[] = ".lock-";
	const char *tree = str_starts(name, prefix) ? name + strlen(prefix) : name;
	_cleanup_free_ char *path = path_join(dir, tree);
	_cleanup_free_ char *lock_path = path_joinf(dir, "%s%s", prefix, tree);
	_cleanup_close_ int lock = -1;
	int held = fs_try_lock(lock_path, &lock, e);

	if (held || partial_discard(path, e))
		return held ? held : -1;
	return fs_remove(lock_path, e);
}

/* Downloads: each file is its own lock. */
static int clean_download(const char *dir, const char *name, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, name);
	_cleanup_close_ int lock = -1;
	int held = fs_try_lock(path, &lock, e);

	return held ? held : fs_remove(path, e);
}

/* Folders without entries of their own go as a whole. */
static int clean_whole(const char *dir, struct err *e)
{
	_cleanup_free_ char *lock_path = path_join(dir, BUILD_LOCK);
	_cleanup_close_ int lock = -1;
	int held = fs_exists(lock_path) ? fs_try_lock(lock_path, &lock, e) : 0;

	return held ? held : partial_discard(dir, e);
}

static const struct {
	const char *name;
	bool fetched;
	/* NULL: the folder goes as a whole */
	int (*entry)(const char *dir, const char *name, struct err *e);
} parts[] = {
	{"build", false, clean_build},
	{"digests", false, NULL},
	{"apt", true, NULL},
	{"sources", true, clean_source},
	{"downloads", true, clean_download},
};

/* What the user knows the entry by: a tree rather than its lock. */
static void add_left(const char *dir, const char *name, struct strv *left)
{
	_cleanup_free_ char *path =
		path_join(dir, str_starts(name, ".lock-") ? name + strlen(".lock-") : name);

	if (fs_exists(path))
		strv_add_once(left, path);
}

static int clean_entries(size_t part, const char *dir, struct strv *left, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	partial_sweep(dir);
	if (fs_list(dir, &names, e))
		return -1;
	strv_foreach(name, &names) {
		int held = partial_is(name) ? 0 : parts[part].entry(dir, name, e);

		if (held < 0)
			return -1;
		if (held)
			add_left(dir, name, left);
	}
	/* not empty: something is in use, or another jiffy has begun again */
	if (rmdir(dir) < 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT)
		return err_errno(e, errno, "cannot remove '%s'", dir);
	return 0;
}

static int clean_part(size_t part, const char *dir, struct strv *left, struct err *e)
{
	int held = parts[part].entry ? clean_entries(part, dir, left, e) : clean_whole(dir, e);

	if (held > 0)
		strv_add(left, dir);
	/* a second 'jiffy clean' was faster */
	if (held < 0 && !fs_exists(dir)) {
		err_free(e);
		return 0;
	}
	return held < 0 ? -1 : 0;
}

int cache_clean(const struct build *b, bool fetched, struct strv *removed, struct strv *left,
		struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_cleanup_free_ char *dir = path_join(b->cachedir, parts[i].name);

		if ((parts[i].fetched && !fetched) || !fs_exists(dir))
			continue;
		if (clean_part(i, dir, left, e))
			return -1;
		strv_add(removed, dir);
	}
	return 0;
}
