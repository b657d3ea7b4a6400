/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/not-built.h"

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/kernel/changed.h"
#include "image/kernel/guard.h"

struct search {
	const char *tree;
	struct strbuf config, deps; /* .config and the record, as text */
};

/* The tree may be a part of a larger repository. */
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

/* Whether the build read the file, if only because another .c file includes it. */
static bool was_read(const struct search *s, const char *file)
{
	_cleanup_free_ char *line = xasprintf(" %s/%s\n", s->tree, file);

	return strstr(sb_str(&s->deps), line) != NULL;
}

static void look_at(const struct search *s, const char *file, struct strv *out)
{
	_cleanup_free_ char *symbol = NULL;
	enum guard guard = guard_of_file(s->tree, file, sb_str(&s->config), &symbol);

	if (guard == GUARD_OFF)
		strv_addf(out, "%s (%s is off; --enable %s)", file, symbol, symbol);
	else if (!was_read(s, file))
		strv_addf(out, "%s", file);
}

int not_built(const struct built_from *from, struct strv *out, struct err *e)
{
	_cleanup_strv_ struct strv changed = {0};
	struct search s = {.tree = from->tree};
	int result;

	if (!from->tree || !from->deps || !in_repository(from->tree))
		return 0;
	if (changed_sources(from->tree, &changed, e))
		return -1;
	if (!changed.n)
		return 0;
	result = fs_read(from->config, &s.config, e);
	if (result == 0)
		result = fs_read(from->deps, &s.deps, e);
	strv_foreach(file, &changed)
		if (result == 0 && str_ends(file, ".c"))
			look_at(&s, file, out);
	sb_free(&s.config);
	sb_free(&s.deps);
	return result;
}
