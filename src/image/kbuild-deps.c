/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the list of what a build was made from: what changed, and what make would not notice. */
#include "image/kbuild-deps.h"

#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <stdio.h>

/* Whether the file is still as its line says; *path is set to its name in the line. */
static bool same(char *line, const char **path)
{
	intmax_t seconds, size;
	uintmax_t inode;
	struct stat st;
	long ns;
	int name = 0;

	*path = line;
	if (sscanf(line, "%*c %jd.%ld %jd %ju %n", &seconds, &ns, &size, &inode, &name) != 4 ||
	    !name)
		return false;
	*path = line + name;
	return stat(*path, &st) == 0 && st.st_mtim.tv_sec == seconds && st.st_mtim.tv_nsec == ns &&
	       st.st_size == size && st.st_ino == inode;
}

/* Gives the changed files of the list to fn until it returns false. -1: the list cannot be read. */
static int each_changed(const char *path, bool config_only, bool (*fn)(void *arg, const char *file),
			void *arg)
{
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	const char *file;
	char *rest, *line;

	if (fs_read(path, &text, &none) || !str_starts(sb_str(&text), KBUILD_DEPS_HEADING))
		return -1;
	rest = text.buf + strlen(KBUILD_DEPS_HEADING);
	while ((line = strsep(&rest, "\n"))) {
		if (!*line || (config_only && *line != 'K') || same(line, &file))
			continue;
		if (!fn(arg, file))
			return 0;
	}
	return 0;
}

/* The path below the tree, or NULL. */
static const char *in_tree(const struct kbuild *k, const char *file)
{
	size_t n = strlen(k->src);

	return str_starts(file, k->src) && file[n] == '/' ? file + n + 1 : NULL;
}

static bool take_first(void *arg, const char *file)
{
	str_set(arg, file);
	return false;
}

char *kbuild_deps_changed(const struct kbuild *k, const char *path, bool config_only)
{
	_cleanup_free_ char *file = NULL;
	const char *name;

	if (!fs_exists(path))
		return xstrdup("first build");
	if (each_changed(path, config_only, take_first, &file))
		return xstrdup("the list of its sources cannot be read");
	if (!file)
		return NULL;
	name = in_tree(k, file);
	return xasprintf("'%s' changed", name ? name : file);
}

struct old_files {
	const struct kbuild *k;
	struct timespec listed; /* when the list was written */
	struct strv names;	/* as make sees them */
};

static bool take_old(void *arg, const char *file)
{
	struct old_files *old = arg;
	const char *name = in_tree(old->k, file);
	struct stat st;

	if (stat(file, &st) < 0 || st.st_mtim.tv_sec > old->listed.tv_sec)
		return true;
	if (name)
		strv_addf(&old->names, "%s/%s", old->k->make_src, name);
	else
		strv_add(&old->names, file);
	return true;
}

/* Whether the text has the name as a whole word. */
static bool mentions(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = text; (p = strstr(p, name)); p += n)
		if (!p[n] || strchr(" \t\n\\;:,'\")", p[n]))
			return true;
	return false;
}

static int forget_command(const struct old_files *old, const char *path, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, e))
		return -1;
	strv_foreach(name, &old->names)
		if (mentions(sb_str(&text), name))
			return fs_remove(path, e);
	return 0;
}

static int forget_commands(const struct old_files *old, struct err *e)
{
	char *paths[] = {old->k->obj, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int result = 0;

	if (!fts)
		return err_errno(e, errno, "cannot read '%s'", old->k->obj);
	while (result == 0 && (entry = fts_read(fts)))
		if (*entry->fts_name == '.' && str_ends(entry->fts_name, ".cmd"))
			result = forget_command(old, entry->fts_accpath, e);
	fts_close(fts);
	return result;
}

int kbuild_deps_forget(const struct kbuild *k, const char *path, struct err *e)
{
	struct old_files old = {.k = k};
	struct stat st;
	int result = 0;

	if (stat(path, &st) < 0)
		return 0;
	old.listed = st.st_mtim;
	(void)each_changed(path, false, take_old, &old); /* one that cannot be read is replaced */
	if (old.names.n)
		result = forget_commands(&old, e);
	strv_free(&old.names);
	return result;
}
