/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new variant starts as a copy of its nearest sibling's objects, so that only what depends on the
 * difference is compiled: kbuild sees it by include/config and the saved command lines.
 */
#include <errno.h>
#include <fts.h>

#include "base/process/copy-tree.h"
#include "image/kernel/tree.h"

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

/* Replaces the sibling's folder in the text by ours. NULL: it is not in there. */
static char *with_own_folder(const char *text, const char *theirs, const char *ours)
{
	struct strbuf sb = {0};
	const char *p;

	if (!strstr(text, theirs))
		return NULL;
	for (; (p = strstr(text, theirs)); text = p + strlen(theirs)) {
		sb_addn(&sb, text, (size_t)(p - text));
		sb_add(&sb, ours);
	}
	sb_add(&sb, text);
	return sb_detach(&sb);
}

static int move_command(const char *path, const char *theirs, const char *ours, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_free_ char *moved = NULL;

	if (fs_read(path, &text, e))
		return -1;
	moved = with_own_folder(sb_str(&text), theirs, ours);
	return moved ? fs_write_str(path, moved, e) : 0;
}

/*
 * The saved command lines of objtool and its like have absolute paths (tools/build/Makefile.build). As they
 * are, it would be built again, and with it everything, since every object depends on objtool.
 */
static int move_commands(const char *obj, const char *sibling, const char *own, struct err *e)
{
	_cleanup_free_ char *theirs = xasprintf("%s/", sibling), *ours = xasprintf("%s/", own);
	_cleanup_free_ char *tools = path_join(obj, "tools");
	char *paths[] = {tools, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int result = 0;

	if (!fts)
		return err_errno(e, errno, "cannot read '%s'", tools);
	while (result == 0 && (entry = fts_read(fts)))
		if (*entry->fts_name == '.' && str_ends(entry->fts_name, ".cmd"))
			result = move_command(entry->fts_accpath, theirs, ours, e);
	fts_close(fts);
	return result;
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
	if (fs_remove(tmp, e) || fs_copy_tree(from, tmp, build_interrupt_fd(t->b), e) ||
	    move_commands(tmp, sibling, t->k.dir, e) || fs_rename(tmp, t->k.obj, e)) {
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
