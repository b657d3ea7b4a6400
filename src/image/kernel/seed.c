/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/seed.h"

#include "base/process/copy-tree.h"
#include "image/kbuild/commands.h"

/* How many words, separated by '+', are in only one of the names. */
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
	_cleanup_free_ char *stamp = path_join(dir, FOLDER_STAMP), *obj = path_join(dir, "obj");

	return fs_exists(stamp) && fs_is_dir(obj);
}

/* The nearest sibling that is built; NULL with e not set: there is none. */
static char *nearest(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *family = kernel_family(t->b, t->src), *best = NULL;
	_cleanup_free_ char *parent = path_dirname(t->folder.dir);
	const char *own = path_basename(t->folder.dir);
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

/* A sibling's folder and ours, each with a '/' at its end. */
struct move {
	char *theirs, *ours;
};

/* Replaces the sibling's folder by ours in the saved command. */
static int move_command(void *arg, struct command *c, struct err *e)
{
	const struct move *m = arg;
	const char *text = sb_str(&c->text), *p;
	_cleanup_sb_ struct strbuf moved = {0};

	if (!strstr(text, m->theirs))
		return 0;
	for (; (p = strstr(text, m->theirs)); text = p + strlen(m->theirs)) {
		sb_addn(&moved, text, (size_t)(p - text));
		sb_add(&moved, m->ours);
	}
	sb_add(&moved, text);
	return fs_write_str(c->path, sb_str(&moved), e);
}

/*
 * The saved commands of objtool and its like have absolute paths (tools/build/Makefile.build).
 * Unchanged, they would make kbuild build objtool again, and with it every object, since all depend
 * on it.
 */
static int move_commands(const char *obj, const char *sibling, const char *own, struct err *e)
{
	_cleanup_free_ char *theirs = xasprintf("%s/", sibling), *ours = xasprintf("%s/", own);
	_cleanup_free_ char *tools = path_join(obj, "tools");
	struct move m = {theirs, ours};

	return fs_is_dir(tools) ? commands_each(tools, move_command, &m, e) : 0;
}

static int copy_objects(struct kernel_tree *t, const char *sibling, struct err *e)
{
	_cleanup_free_ char *from = path_join(sibling, "obj");
	_cleanup_free_ char *tmp = folder_path(&t->folder, "obj.copy");
	/*
	 * no deadlock: our folder has no objects yet, so nobody who holds the sibling waits for it
	 */
	_cleanup_close_ int lock = build_lock(t->b, sibling, e);

	if (lock < 0)
		return -1;
	if (!is_built(sibling))
		return 0;
	progress_begin(t->b->progress, "kernel objects", "starting from those of '%s'",
		       path_basename(sibling));
	if (fs_remove(tmp, e) || fs_copy_tree(from, tmp, build_interrupt_fd(t->b), e) ||
	    move_commands(tmp, sibling, t->folder.dir, e) || fs_rename(tmp, t->k.obj, e)) {
		_cleanup_err_ struct err kept = ERR_INIT;

		(void)fs_remove(tmp, &kept); /* a full disk gets its room back */
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
