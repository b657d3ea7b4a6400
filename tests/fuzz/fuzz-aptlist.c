/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's lists of apt: what two calls of apt-get say, os-release and one list, each up to a
 * '\0'. Whatever they hold, no line of the result is a binary package's.
 */
#include "base/strbuf.h"
#include "image/source/aptlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes the next text; "" at the end. Caller's. */
static char *next(const char **data, size_t *size)
{
	char *text = xstrndup(*data, *size);
	size_t n = strlen(text) + (strlen(text) < *size);

	*data += n;
	*size -= n;
	return text;
}

static void check_list(const char *file, const char *text, const struct strv *entries)
{
	_cleanup_strv_ struct strv lines = {0};
	_cleanup_sb_ struct strbuf src = {0};

	aptlist_to_src(file, text, entries, &src);
	strv_split(&lines, sb_str(&src), "\n");
	strv_foreach(line, &lines)
		BUG_ON(str_starts(line, "deb ") && !str_ends(file, ".sources"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *rest = (const char *)data;
	_cleanup_free_ char *all = next(&rest, &size), *known = next(&rest, &size);
	_cleanup_free_ char *os_release = next(&rest, &size), *list = next(&rest, &size);
	_cleanup_strv_ struct strv ids = {0}, entries = {0}, files = {0};

	aptlist_distribution(os_release, &ids);
	aptlist_choose(all, known, &ids, &entries);
	aptlist_files(&entries, &files);
	BUG_ON(files.n > entries.n);
	strv_foreach(file, &files)
		check_list(file, list, &entries);
	return 0;
}
