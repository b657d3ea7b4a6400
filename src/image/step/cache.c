/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/cache.h"

#include <errno.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/step/partial.h"

/* Build folders: each has its lock inside. */
static int clean_build(const struct build *b, const char *dir, const char *name, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, name);
	_cleanup_close_ int lock = -1;

	if (!fs_is_dir(path))
		return fs_remove(path, e);
	lock = build_lock(b, path, e);
	return lock < 0 ? -1 : partial_discard(path, e);
}

/* Sources: whoever unpacks NAME holds .lock-NAME. */
static int clean_source(const struct build *b, const char *dir, const char *name, struct err *e)
{
	static const char prefix[] = ".lock-";
	const char *tree = str_starts(name, prefix) ? name + strlen(prefix) : name;
	_cleanup_free_ char *path = path_join(dir, tree);
	_cleanup_free_ char *lock_path = path_joinf(dir, "%s%s", prefix, tree);
	_cleanup_free_ char *doing = xasprintf("unpacks '%s'", path);
	_cleanup_close_ int lock = build_lock_file(b, lock_path, doing, e);

	if (lock < 0 || partial_discard(path, e))
		return -1;
	return fs_remove(lock_path, e);
}

/* Downloads: a file that is being fetched is its own lock. */
static int clean_download(const struct build *b, const char *dir, const char *name, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, name);
	_cleanup_free_ char *doing = xasprintf("downloads '%s'", name);
	_cleanup_close_ int lock = -1;

	if (str_ends(name, ".part")) {
		lock = build_lock_file(b, path, doing, e);
		if (lock < 0)
			return -1;
	}
	return fs_remove(path, e);
}

/* Folders without entries of their own go as a whole. */
static int clean_whole(const struct build *b, const char *dir, struct err *e)
{
	_cleanup_free_ char *lock_path = path_join(dir, "lock");
	_cleanup_close_ int lock = -1;

	if (fs_exists(lock_path)) {
		lock = build_lock_file(b, lock_path, "fetches a source package", e);
		if (lock < 0)
			return -1;
	}
	return partial_discard(dir, e);
}

static const struct {
	const char *name;
	bool fetched;
	/* NULL: the folder goes as a whole */
	int (*entry)(const struct build *b, const char *dir, const char *name, struct err *e);
} parts[] = {
	{"build", false, clean_build},
	{"digests", false, NULL},
	{"apt", true, NULL},
	{"sources", true, clean_source},
	{"downloads", true, clean_download},
};

static int clean_part(const struct build *b, size_t part, const char *dir, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	if (!parts[part].entry)
		return clean_whole(b, dir, e);
	partial_sweep(dir);
	if (fs_list(dir, &names, e))
		return -1;
	strv_foreach(name, &names)
		if (!partial_is(name) && parts[part].entry(b, dir, name, e))
			return -1;
	/* not empty: another jiffy has begun again */
	if (rmdir(dir) < 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT)
		return err_errno(e, errno, "cannot remove '%s'", dir);
	return 0;
}

int cache_clean(const struct build *b, bool fetched, struct strv *removed, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_cleanup_free_ char *dir = path_join(b->cachedir, parts[i].name);

		if ((parts[i].fetched && !fetched) || !fs_exists(dir))
			continue;
		if (clean_part(b, i, dir, e))
			return -1;
		strv_add(removed, dir);
	}
	return 0;
}
