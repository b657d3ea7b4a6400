/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/tree.h"

#include <ctype.h>
#include <stdio.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"

#define MAKEFILE_HEAD 4096 /* the version is in the first lines */

/* Each part of the version, in the order of the Makefile. */
static const struct {
	const char *variable, *separator;
} version_parts[] = {{"VERSION", ""}, {"PATCHLEVEL", "."}, {"SUBLEVEL", "."}, {"EXTRAVERSION", ""}};

/* The value of "NAME = value" in the text, without blanks around it; NULL: it is not there. */
static char *make_variable(const char *text, const char *name)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *at = line + (*line == '\n');
		size_t n;

		line = at;
		if (!str_starts(at, name))
			continue;
		at += strlen(name);
		at += strspn(at, " \t");
		if (*at++ != '=')
			continue;
		at += strspn(at, " \t");
		n = strcspn(at, "\n#");
		while (n > 0 && isspace((unsigned char)at[n - 1]))
			n--;
		return xstrndup(at, n);
	}
	return NULL;
}

/* "6.1.140"; NULL when the Makefile has no version. */
static char *makefile_version(const char *dir)
{
	_cleanup_free_ char *makefile = path_join(dir, "Makefile");
	_cleanup_err_ struct err unread = ERR_INIT;
	char text[MAKEFILE_HEAD + 1];
	ssize_t n = fs_read_head(makefile, text, MAKEFILE_HEAD, &unread);
	struct strbuf version = {0};

	text[n > 0 ? n : 0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(version_parts); i++) {
		_cleanup_free_ char *value = make_variable(text, version_parts[i].variable);

		if (value && *value)
			sb_addf(&version, "%s%s", version.len ? version_parts[i].separator : "",
				value);
		else if (i == 0)
			return NULL;
	}
	return sb_detach(&version);
}

static bool has_files(const char *dir, const char *const *names)
{
	for (; *names; names++) {
		_cleanup_free_ char *path = path_join(dir, *names);

		if (!fs_is_file(path))
			return false;
	}
	return true;
}

bool source_is_kernel_tree(const char *dir)
{
	static const char *const files[] = {"Kbuild", "Kconfig", "Makefile", "init/main.c", NULL};
	_cleanup_free_ char *version = NULL;

	if (!has_files(dir, files))
		return false;
	version = makefile_version(dir);
	return version != NULL;
}

bool source_is_busybox_tree(const char *dir)
{
	static const char *const files[] = {"Makefile", "Config.in", "applets/applets.c", NULL};

	return has_files(dir, files);
}

char *source_enclosing_kernel_tree(const char *dir)
{
	_cleanup_free_ char *at = path_absolute(dir);

	while (!source_is_kernel_tree(at)) {
		char *parent;

		if (str_eq(at, "/"))
			return NULL;
		parent = path_dirname(at);
		free(at);
		at = parent;
	}
	return TAKE_PTR(at);
}

int source_check_clean(const char *tree, const char *arch, struct err *e)
{
	_cleanup_free_ char *generated = xasprintf("arch/%s/include/generated", arch);
	const struct {
		const char *path;
		bool (*is)(const char *path);
	} signs[] = {
		{".config", fs_is_file}, {"include/config", fs_is_dir}, {generated, fs_is_dir}};
	_cleanup_strv_ struct strv found = {0};
	_cleanup_free_ char *list = NULL, *quoted = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_free_ char *path = path_join(tree, signs[i].path);

		if (signs[i].is(path))
			strv_addf(&found, "'%s'", signs[i].path);
	}
	if (!found.n)
		return 0;
	list = strv_join(&found, ", ");
	quoted = shell_quote(tree);
	err_kind_set(
		e, ERR_BUILD,
		"the kernel tree '%s' is not clean: a build inside it left %s, so kbuild refuses to "
		"build it elsewhere",
		tree, list);
	if (strv_has(&found, "'.config'"))
		err_hint(e, "save its .config first: the next command deletes it");
	err_hint(e, "make -C %s mrproper", quoted);
	return err_hint(e,
			"or leave it as it is and build a second work tree: git -C %s "
			"worktree add ../linux-clean",
			quoted);
}

/* The length of a name without the suffix of a tarball. */
static size_t length_without_suffix(const char *name)
{
	static const char *const suffixes[] = {".tgz", ".tbz2", ".tbz", ".txz", ".tzst"};
	const char *tar = strstr(name, ".tar");

	if (tar && tar > name && (tar[4] == '.' || !tar[4]))
		return (size_t)(tar - name);
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (str_ends(name, suffixes[i]) && strlen(name) > strlen(suffixes[i]))
			return strlen(name) - strlen(suffixes[i]);
	return strlen(name);
}

char *source_plain_name(const char *path)
{
	const char *base = path_basename(path);
	char *name = xstrndup(base, length_without_suffix(base));

	for (char *c = name; *c; c++)
		if (!isascii(*c) || (!isalnum((unsigned char)*c) && !strchr("._+-", *c)))
			*c = '-';
	if (*name == '.' || *name == '-')
		*name = '_';
	return name;
}

char *source_tree_name(const char *dir, const char *what)
{
	_cleanup_free_ char *version = makefile_version(dir);
	_cleanup_free_ char *name = NULL;

	if (!version)
		return source_plain_name(dir);
	name = xasprintf("%s-%s", what, version);
	return source_plain_name(name);
}

char *source_newest_tarball(const char *dir)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	const char *newest = NULL;
	_cleanup_free_ char *newest_version = NULL;

	if (fs_list(dir, &names, &unread))
		return NULL;
	strv_foreach(name, &names) {
		_cleanup_free_ char *path = path_join(dir, name);
		_cleanup_free_ char *version = xstrndup(name, length_without_suffix(name));
		const char *suffix = name + strlen(version);

		if (!str_starts(name, "linux-source-") || !str_starts(suffix, ".tar.") ||
		    strchr(suffix + 5, '.') || !fs_is_file(path))
			continue;
		if (newest && strverscmp(version, newest_version) <= 0)
			continue;
		newest = name;
		str_set(&newest_version, version);
	}
	return newest ? path_join(dir, newest) : NULL;
}
