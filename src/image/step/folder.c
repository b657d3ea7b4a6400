/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/folder.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/step/use.h"

int folder_open(struct folder *f, const struct build *b, const char *dir, struct err *e)
{
	_cleanup_free_ char *path = NULL;

	*f = (struct folder){.dir = xstrdup(dir), .lock = build_lock(b, dir, e)};
	if (f->lock < 0)
		return -1;
	path = folder_path(f, FOLDER_STAMP);
	return use_file(b, path, e);
}

void folder_inside(struct folder *f, const char *dir)
{
	*f = (struct folder){.dir = xstrdup(dir), .lock = -1};
}

void folder_close(struct folder *f)
{
	cleanup_close(&f->lock);
	free(f->dir);
	*f = (struct folder)FOLDER_INIT;
}

void folder_used(const struct folder *f)
{
	(void)futimens(f->lock, NULL);
}

char *folder_path(const struct folder *f, const char *name)
{
	return path_join(f->dir, name);
}

static char *begun_path(const struct folder *f, const char *stamp)
{
	return path_joinf(f->dir, "%s.begun", stamp);
}

char *folder_stale(const struct folder *f, const char *stamp, const struct stamp *now,
		   const char *const *outputs)
{
	_cleanup_free_ char *path = folder_path(f, stamp), *begun = begun_path(f, stamp);
	char *why;

	if (!fs_exists(path))
		return xstrdup(fs_exists(begun) ? "the last build did not finish" : "first build");
	why = stamp_compare(now, path);
	for (; !why && *outputs; outputs++) {
		_cleanup_free_ char *output = folder_path(f, *outputs);

		if (!fs_is_file(output))
			why = xasprintf("'%s' is gone", path_basename(output));
	}
	return why;
}

int folder_begin(const struct folder *f, const char *stamp, struct err *e)
{
	_cleanup_free_ char *path = folder_path(f, stamp), *begun = begun_path(f, stamp);

	if (fs_mkdir_p(f->dir, 0755, e) || fs_write_str(begun, "", e))
		return -1;
	return fs_remove(path, e);
}

int folder_done(const struct folder *f, const char *stamp, const struct stamp *now, struct err *e)
{
	_cleanup_free_ char *path = folder_path(f, stamp), *begun = begun_path(f, stamp);

	return stamp_write(now, path, e) ? -1 : fs_remove(begun, e);
}

uint64_t folder_steps(const struct folder *f, uint64_t guess)
{
	_cleanup_free_ char *path = folder_path(f, "steps");
	_cleanup_sb_ struct strbuf text = {0};
	uint64_t steps = 0;

	if (fs_try_read(path, &text))
		steps = strtoull(sb_str(&text), NULL, 10);
	return steps ? steps : guess;
}

void folder_keep_steps(const struct folder *f, uint64_t steps)
{
	_cleanup_free_ char *path = folder_path(f, "steps");
	_cleanup_free_ char *text = xasprintf("%" PRIu64 "\n", steps);
	_cleanup_err_ struct err unkept = ERR_INIT;

	(void)fs_write_str(path, text, &unkept);
}
