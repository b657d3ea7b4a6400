/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/ldso.h"

#include <glob.h>

#include "base/file/fs.h"
#include "base/file/path.h"

#define INCLUDES_MAX 8 /* files that include each other */

static void read_conf(struct strv *dirs, const char *path, int depth);

static void include(struct strv *dirs, const char *from, const char *pattern, int depth)
{
	_cleanup_free_ char *dir = path_dirname(from);
	_cleanup_free_ char *whole = path_join(dir, pattern);
	glob_t found = {0};

	if (depth < INCLUDES_MAX && glob(whole, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_conf(dirs, found.gl_pathv[i], depth + 1);
	globfree(&found);
}

/*
 * One line of ld.so.conf: "include PATTERN…", "hwcap …" (obsolete), or folders, each perhaps with
 * "=TYPE".
 */
static void read_conf_line(struct strv *dirs, const char *path, char *line, int depth)
{
	_cleanup_strv_ struct strv words = {0};

	line[strcspn(line, "#")] = '\0';
	strv_split(&words, line, " \t\r:,");
	if (!words.n || str_eq(words.v[0], "hwcap"))
		return;
	for (size_t i = 0; i < words.n; i++) {
		char *word = words.v[i];

		if (str_eq(words.v[0], "include")) {
			if (i)
				include(dirs, path, word, depth);
			continue;
		}
		word[strcspn(word, "=")] = '\0';
		if (*word == '/' && !strv_has(dirs, word))
			strv_add(dirs, word);
	}
}

/* Like ldconfig, ignores a file that cannot be read. */
static void read_conf(struct strv *dirs, const char *path, int depth)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_strv_ struct strv lines = {0};

	if (!fs_try_read(path, &text))
		return;
	strv_split(&lines, sb_str(&text), "\n");
	strv_foreach(line, &lines)
		read_conf_line(dirs, path, line, depth);
}

/* The built-in folders come last. */
static struct ldso_dirs *with_builtin(struct ldso_dirs *d)
{
	strv_foreach(dir, &d->builtin)
		strv_add_once(&d->all, dir);
	return d;
}

struct ldso_dirs *ldso_glibc(const char *conf, const char *triplet, const struct strv *libdirs)
{
	struct ldso_dirs *d = xcalloc(1, sizeof(*d));

	read_conf(&d->all, conf, 0);
	strv_addf(&d->builtin, "/lib/%s", triplet);
	strv_addf(&d->builtin, "/usr/lib/%s", triplet);
	strv_addv(&d->builtin, libdirs);
	strv_addl(&d->builtin, "/lib", "/usr/lib", NULL);
	return with_builtin(d);
}

struct ldso_dirs *ldso_musl(const char *conf)
{
	_cleanup_sb_ struct strbuf text = {0};
	struct ldso_dirs *d = xcalloc(1, sizeof(*d));

	strv_addl(&d->builtin, "/lib", "/usr/local/lib", "/usr/lib", NULL);
	if (!fs_try_read(conf, &text))
		return with_builtin(d);
	strv_split(&d->all, sb_str(&text), ":\n");
	return d;
}

char *ldso_expand(const char *dir, const char *origin)
{
	static const char *const names[] = {"${ORIGIN}", "$ORIGIN"};
	struct strbuf out = {0};
	char *whole;

	while (*dir) {
		size_t i = 0;

		while (i < ARRAY_SIZE(names) && !str_starts(dir, names[i]))
			i++;
		if (i < ARRAY_SIZE(names)) {
			sb_add(&out, origin);
			dir += strlen(names[i]);
		} else {
			sb_addc(&out, *dir++);
		}
	}
	whole = sb_detach(&out);
	if (*whole == '/' && !strchr(whole, '$')) {
		char *clean = path_absolute(whole);

		free(whole);
		return clean;
	}
	free(whole);
	return NULL;
}

void ldso_free(struct ldso_dirs *d)
{
	if (!d)
		return;
	strv_free(&d->all);
	strv_free(&d->builtin);
	free(d);
}
