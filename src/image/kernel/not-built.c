/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/not-built.h"

#include "base/file/fs.h"
#include "image/kbuild/guard.h"
#include "image/kernel/changed.h"

struct facts {
	const struct image *image;
	struct strbuf config, sources; /* .config; the list of the files that the build read */
};

/* A tree that lies in a larger repository is found by the folder above it that has one. */
static bool in_repository(const char *tree)
{
	_cleanup_free_ char *dir = path_absolute(tree);

	for (;;) {
		_cleanup_free_ char *git = path_join(dir, ".git");
		char *slash = strrchr(dir, '/');

		if (fs_exists(git))
			return true;
		if (!slash || slash == dir)
			return false;
		*slash = '\0';
	}
}

/* Files that others include have no object of their own. */
static bool was_read(const struct facts *f, const char *file)
{
	_cleanup_free_ char *line = xasprintf(" %s/%s\n", f->image->tree, file);

	return strstr(sb_str(&f->sources), line) != NULL;
}

static void look_at(const struct facts *f, const char *file, struct strv *out)
{
	_cleanup_free_ char *symbol = NULL;
	enum guard guard = guard_of_file(f->image->tree, file, sb_str(&f->config), &symbol);

	if (guard == GUARD_OFF)
		strv_addf(out, "%s (%s is off; --enable %s)", file, symbol, symbol);
	else if (!was_read(f, file))
		strv_addf(out, "%s", file);
}

int not_built(const struct image *image, struct strv *out, struct err *e)
{
	_cleanup_strv_ struct strv changed = {0};
	struct facts f = {.image = image};
	int result;

	if (!image->tree || !image->deps || !in_repository(image->tree))
		return 0;
	if (changed_sources(image->tree, &changed, e) < 0)
		return -1;
	if (!changed.n)
		return 0;
	result = fs_read(image->config, &f.config, e);
	if (result == 0)
		result = fs_read(image->deps, &f.sources, e);
	strv_foreach(file, &changed)
		if (result == 0 && str_ends(file, ".c"))
			look_at(&f, file, out);
	sb_free(&f.config);
	sb_free(&f.sources);
	return result;
}
