/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the list of what a build was made from: what changed, and what make would not notice. */
#include "image/kbuild/deps.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* The path below the tree, or NULL. */
static const char *in_tree(const struct kbuild *k, const char *file)
{
	size_t n = strlen(k->src);

	return str_starts(file, k->src) && file[n] == '/' ? file + n + 1 : NULL;
}

/* The tree, open: below it a name is found in a third of the time that a path takes. */
struct look {
	const struct kbuild *k;
	int tree; /* -1: it cannot be opened */
};

static int stat_in(const struct look *l, const char *path, struct stat *st)
{
	const char *name = in_tree(l->k, path);

	return name && l->tree >= 0 ? fstatat(l->tree, name, st, 0) : stat(path, st);
}

/* Whether the file is still as its line says; *path is set to its name in the line. */
static bool same(const struct look *l, const char *line, const char **path)
{
	struct stat st;
	intmax_t seconds, ns, size;
	uintmax_t inode;
	char *p;

	seconds = strtoimax(line + 1, &p, 10);
	ns = *p == '.' ? strtoimax(p + 1, &p, 10) : -1;
	size = strtoimax(p, &p, 10);
	inode = strtoumax(p, &p, 10);
	*path = *p == ' ' ? p + 1 : line;
	return *p == ' ' && stat_in(l, *path, &st) == 0 && st.st_mtim.tv_sec == seconds &&
	       st.st_mtim.tv_nsec == ns && st.st_size == size && st.st_ino == inode;
}

/* Some of the lines. */
struct part {
	const struct look *look;
	const char *kinds;
	char *lines;
	struct strv changed; /* names of files */
};

static void *check(void *arg)
{
	struct part *part = arg;
	const char *file;
	char *line;

	while ((line = strsep(&part->lines, "\n")))
		if (*line && strchr(part->kinds, *line) && !same(part->look, line, &file))
			strv_add(&part->changed, file);
	return NULL;
}

/* 6000 files take 10 ms: a second CPU looks at half of them. */
static void check_both(struct part part[2])
{
	pthread_t helper;
	bool helped = sysconf(_SC_NPROCESSORS_ONLN) > 1 &&
		      pthread_create(&helper, NULL, check, &part[1]) == 0;

	check(&part[0]);
	if (helped)
		pthread_join(helper, NULL);
	else
		check(&part[1]);
}

/* Gives the changed files of the list to fn until it returns false. -1: the list cannot be read. */
static int each_changed(const struct kbuild *k, const char *path, const char *kinds,
			bool (*fn)(void *arg, const char *file), void *arg)
{
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	struct look look = {.k = k};
	struct part part[2] = {{&look, kinds, NULL, {0}}, {&look, kinds, NULL, {0}}};
	bool more = true;
	char *half;

	if (fs_read(path, &text, &none) || !str_starts(sb_str(&text), KBUILD_DEPS_HEADING))
		return -1;
	look.tree = open(k->src, O_PATH | O_DIRECTORY | O_CLOEXEC);
	part[0].lines = text.buf + strlen(KBUILD_DEPS_HEADING);
	half = strchr(part[0].lines + strlen(part[0].lines) / 2, '\n');
	if (half) {
		*half = '\0';
		part[1].lines = half + 1;
	}
	check_both(part);
	if (look.tree >= 0)
		close(look.tree);
	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		strv_foreach(file, &part[i].changed)
			more = more && fn(arg, file);
		strv_free(&part[i].changed);
	}
	return 0;
}

static bool take_first(void *arg, const char *file)
{
	str_set(arg, file);
	return false;
}

char *kbuild_deps_changed(const struct kbuild *k, const char *path, const char *kinds)
{
	_cleanup_free_ char *file = NULL;
	const char *name;

	if (!fs_exists(path))
		return xstrdup("first build");
	if (each_changed(k, path, kinds, take_first, &file))
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
	(void)each_changed(k, path, KBUILD_DEPS_ALL, take_old,
			   &old); /* one that cannot be read is replaced */
	if (old.names.n)
		result = forget_commands(&old, e);
	strv_free(&old.names);
	return result;
}
