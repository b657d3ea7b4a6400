/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new variant starts as a copy of its nearest sibling's objects, so that only what depends on the
 * difference is compiled: kbuild sees it by include/config and the saved command lines.
 */
#include "image/kernel-tree.h"

/* How many words, separated by '+', are in one of the names only. */
static size_t distance(const char *a, const char *b)
{
	_cleanup_strv_ struct strv left = {0}, right = {0};
	size_t n = 0;

	strv_split(&left, a, "+");
	strv_split(&right, b, "+");
	strv_foreach(word, &left)
		n += !strv_has(&right, word);
	strv_foreach(word, &right)
		n += !strv_has(&left, word);
	return n;
}

static bool is_built(const char *dir)
{
	_cleanup_free_ char *stamp = path_join(dir, "stamp"), *obj = path_join(dir, "obj");

	return fs_exists(stamp) && fs_is_dir(obj);
}

/* The nearest sibling that is built; NULL with e unset: there is none. */
static char *nearest(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *family = kernel_family(t->b, t->src), *best = NULL;
	_cleanup_free_ char *parent = path_dirname(t->k.dir);
	const char *own = path_basename(t->k.dir);
	_cleanup_strv_ struct strv names = {0};
	size_t least = SIZE_MAX;

	if (fs_list(parent, &names, e))
		return NULL;
	strv_foreach(name, &names) {
		_cleanup_free_ char *dir = path_join(parent, name);
		size_t d;

		if (!str_starts(name, family) || name[strlen(family)] != '+' || str_eq(name, own) ||
		    !is_built(dir))
			continue;
		d = distance(name, own);
		if (d < least) {
			least = d;
			free(best);
			best = TAKE_PTR(dir);
		}
	}
	return TAKE_PTR(best);
}

static int copy_objects(struct kernel_tree *t, const char *sibling, struct err *e)
{
	_cleanup_free_ char *from = path_join(sibling, "obj");
	_cleanup_free_ char *tmp = kernel_tree_path(t, "obj.copy");
	/* no deadlock: who waits here has no objects yet, and so nobody waits for him */
	_cleanup_close_ int lock = build_lock(t->b, sibling, e);

	if (lock < 0)
		return -1;
	if (!is_built(sibling))
		return 0;
	progress_begin(t->b->progress, "kernel objects", "starting from those of '%s'",
		       path_basename(sibling));
	if (fs_remove(tmp, e) || fs_copy_tree(from, tmp, e) || fs_rename(tmp, t->k.obj, e)) {
		_cleanup_err_ struct err ignored = ERR_INIT;

		fs_remove(tmp, &ignored); /* a full disk gets its room back */
		return -1;
	}
	progress_end(t->b->progress, "kernel objects", NULL);
	return 0;
}

int kernel_seed(struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *sibling = NULL;

	if (fs_exists(t->k.obj))
		return 0;
	sibling = nearest(t, e);
	if (sibling)
		return copy_objects(t, sibling, e);
	return e->msg ? -1 : 0;
}
