/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/additions.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"

#define DATA	 "data/kernel"
#define COMMON	 "default.mk" /* of every board */
#define MAKEFILE "jiffy.mk"
#define LAYOUT	 "jiffy-layout.h"

static int stamp_file(const struct build *b, const char *name, struct stamp *s, struct err *e)
{
	_cleanup_free_ char *file = path_join(DATA, name), *path = path_join(b->datadir, file);

	return stamp_add_file(s, b, file, path, e);
}

int additions_stamp(const struct build *b, struct stamp *s, struct err *e)
{
	const char *const files[] = {COMMON, b->board->makefile, b->board->layout};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (files[i] && stamp_file(b, files[i], s, e))
			return -1;
	return 0;
}

/* Appends the file's text. */
static int read_file(const struct build *b, const char *name, struct strbuf *text, struct err *e)
{
	_cleanup_free_ char *path = path_joinf(b->datadir, DATA "/%s", name);

	return fs_read(path, text, e);
}

/* Written only if it changed: kbuild goes by modification times. */
static int update(const struct kbuild *k, const char *name, const struct strbuf *text,
		  struct err *e)
{
	_cleanup_free_ char *path = path_join(k->obj, name);
	_cleanup_sb_ struct strbuf present = {0};

	if (fs_try_read(path, &present) && str_eq(sb_str(&present), sb_str(text)))
		return 0;
	return fs_write_str(path, sb_str(text), e);
}

int additions_copy(struct kbuild *k, struct err *e)
{
	const struct board *board = k->b->board;
	_cleanup_sb_ struct strbuf rules = {0}, layout = {0};

	if (read_file(k->b, COMMON, &rules, e) ||
	    (board->makefile && read_file(k->b, board->makefile, &rules, e)) ||
	    update(k, MAKEFILE, &rules, e))
		return -1;
	if (board->layout &&
	    (read_file(k->b, board->layout, &layout, e) || update(k, LAYOUT, &layout, e)))
		return -1;
	free(k->makefile);
	k->makefile = path_join(k->make_obj, MAKEFILE);
	return 0;
}
