/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing the list of what a build was made from. */
#include "image/kbuild/deps.h"

#include <ctype.h>
#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <stdio.h>

/* A set of strings: open addressing, at most half full. */
struct set {
	char **slots;
	size_t n, cap; /* cap: a power of two */
};

static uint64_t hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

static char **slot_of(char **slots, size_t cap, const char *s)
{
	size_t i = hash(s) & (cap - 1);

	while (slots[i] && strcmp(slots[i], s))
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static void grow(struct set *set)
{
	size_t cap = set->cap ? 2 * set->cap : 4096;
	char **slots = xcalloc(cap, sizeof(*slots));

	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i])
			*slot_of(slots, cap, set->slots[i]) = set->slots[i];
	free(set->slots);
	set->slots = slots;
	set->cap = cap;
}

/* Whether it is new. */
static bool set_add(struct set *set, const char *s)
{
	char **slot;

	if (set->cap && *slot_of(set->slots, set->cap, s))
		return false;
	if (2 * set->n >= set->cap)
		grow(set);
	slot = slot_of(set->slots, set->cap, s);
	*slot = xstrdup(s);
	set->n++;
	return true;
}

static void set_free(struct set *set)
{
	for (size_t i = 0; i < set->cap; i++)
		free(set->slots[i]);
	free(set->slots);
	*set = (struct set){0};
}

struct record {
	const struct kbuild *k;
	struct timespec start;
	struct set seen;    /* as make names them, files or not */
	struct set folders; /* of the tree, relative, "" for its top */
	struct strbuf out;
	struct strbuf text; /* of the .cmd file at hand */
};

static bool younger(const struct timespec *t, const struct timespec *start)
{
	/* A file's time is that of the last tick of the clock, 10 ms ago at most. */
	int64_t ns = (int64_t)(t->tv_sec - start->tv_sec) * INT64_C(1000000000) + t->tv_nsec -
		     start->tv_nsec;

	return ns >= -INT64_C(10000000);
}

/* path: real. kind: 'K' for what the configuration is made from, else 'S'. */
static void add_file(struct record *r, char kind, const char *path)
{
	struct stat st;
	bool sure;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || strchr(path, '\n'))
		return;
	sure = !younger(&st.st_mtim, &r->start) && !younger(&st.st_ctim, &r->start);
	sb_addf(&r->out, "%c %jd.%09ld %jd %ju %s\n", kind, sure ? (intmax_t)st.st_mtim.tv_sec : 0,
		st.st_mtim.tv_nsec, (intmax_t)st.st_size, (uintmax_t)st.st_ino, path);
}

/* The folder of a file of the tree, and those above it. */
static void add_folders(struct record *r, const char *relative)
{
	_cleanup_free_ char *folder = xstrdup(relative);
	char *slash;

	while ((slash = strrchr(folder, '/'))) {
		*slash = '\0';
		if (!set_add(&r->folders, folder))
			return;
	}
	set_add(&r->folders, "");
}

static void add_named(struct record *r, char kind, const char *path)
{
	const struct kbuild *k = r->k;
	size_t src = strlen(k->make_src), dir = strlen(k->make_dir);
	_cleanup_free_ char *real = NULL;

	if (!set_add(&r->seen, path))
		return;
	if (str_starts(path, k->make_src) && path[src] == '/') {
		real = path_join(k->src, path + src + 1);
		if (fs_is_file(real))
			add_folders(r, path + src + 1);
	} else if (!str_starts(path, k->make_dir) || path[dir] != '/') {
		real = xstrdup(path);
	}
	if (real)
		add_file(r, kind, real);
}

/* Every absolute path in the text, be it a dependency or a word of a command (syscall tables, scripts). */
static void add_paths_in(struct record *r, char *text)
{
	static const char ends[] = " \t\r\n\\\"'`;:,()|&<>$=";

	for (char *p = text; *p;) {
		size_t n = strcspn(p, ends);
		char end = p[n];

		p[n] = '\0';
		if (*p == '/' && n > 1)
			add_named(r, 'S', p);
		p += n + (end != '\0');
	}
}

static int add_commands(struct record *r, struct err *e)
{
	char *paths[] = {r->k->obj, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int result = 0;

	if (!fts)
		return err_errno(e, errno, "cannot read '%s'", r->k->obj);
	while (result == 0 && (entry = fts_read(fts))) {
		if (*entry->fts_name != '.' || !str_ends(entry->fts_name, ".cmd"))
			continue;
		sb_truncate(&r->text, 0);
		result = fs_read(entry->fts_accpath, &r->text, e);
		if (result == 0 && r->text.len)
			add_paths_in(r, r->text.buf);
	}
	fts_close(fts);
	return result;
}

/* "deps_config := \", then a Kconfig file on each line, relative to the tree or absolute. */
static int add_kconfigs(struct record *r, struct err *e)
{
	_cleanup_free_ char *path = path_join(r->k->obj, "include/config/auto.conf.cmd");
	char *rest, *line;

	sb_truncate(&r->text, 0);
	if (!fs_exists(path))
		return 0;
	if (fs_read(path, &r->text, e))
		return -1;
	rest = r->text.buf;
	while ((line = strsep(&rest, "\n"))) {
		_cleanup_free_ char *name = NULL;

		line += strspn(line, " \t");
		line[strcspn(line, " \t\\")] = '\0';
		if (str_starts(line, "deps_config"))
			continue;
		if (!*line)
			break;
		name = path_join(r->k->make_src, line);
		add_named(r, 'K', name);
	}
	return 0;
}

static bool is_makefile(const char *folder, const char *name)
{
	return str_starts(name, "Makefile") || str_starts(name, "Kbuild") ||
	       str_eq(folder, "scripts");
}

/* Makefiles are no dependency of any object, and yet say what is built and how. */
static int add_makefiles(struct record *r, struct err *e)
{
	set_add(&r->folders, "scripts");
	/* no folder is added on the way: a makefile's own is there already */
	for (size_t i = 0; i < r->folders.cap; i++) {
		const char *folder = r->folders.slots[i];
		_cleanup_free_ char *path = folder ? path_join(r->k->src, folder) : NULL;
		_cleanup_strv_ struct strv names = {0};

		if (!path || !fs_is_dir(path))
			continue;
		if (fs_list(path, &names, e))
			return -1;
		strv_foreach(name, &names) {
			_cleanup_free_ char *file = path_joinf(r->k->make_src, "%s%s%s", folder,
							       *folder ? "/" : "", name);

			if (is_makefile(folder, name))
				add_named(r, 'S', file);
		}
	}
	return 0;
}

int kbuild_deps_write(const struct kbuild *k, const char *path, const struct timespec *start,
		      struct err *e)
{
	struct record r = {.k = k, .start = *start};
	int result;

	sb_add(&r.out, KBUILD_DEPS_HEADING);
	result = add_kconfigs(&r, e);
	if (result == 0)
		result = add_commands(&r, e);
	if (result == 0)
		result = add_makefiles(&r, e);
	if (result == 0)
		result = fs_write_str(path, sb_str(&r.out), e);
	set_free(&r.seen);
	set_free(&r.folders);
	sb_free(&r.out);
	sb_free(&r.text);
	return result;
}
