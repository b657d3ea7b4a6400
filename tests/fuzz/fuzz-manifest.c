/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries in lines "WORD PATH [SECOND]": each is added or refused, and the list stays whole. */
#include "base/file/path.h"
#include "image/initramfs/manifest-text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_line(struct manifest *m, char *line)
{
	static const char words[] =
		"fdnsp"; /* file, dir, nod, slink, pipe: as enum manifest_type */
	char *word = strsep(&line, " "), *path = line ? strsep(&line, " ") : NULL;
	char *second = line ? strsep(&line, " ") : NULL;
	const char *type = *word ? strchr(words, *word) : NULL;
	_cleanup_err_ struct err e = ERR_INIT;
	struct manifest_entry entry = {.path = path, .mode = 0644, .dev_type = 'c'};
	int r;

	if (!path || !type)
		return;
	entry.type = (enum manifest_type)(type - words);
	if (entry.type == MANIFEST_FILE)
		entry.host = second ? second : path;
	if (entry.type == MANIFEST_SLINK) {
		entry.data = second ? second : path;
		entry.size = strlen(entry.data);
	}
	r = manifest_add(m, &entry, &e);
	BUG_ON((r < 0) != (e.msg != NULL));
}

/* Every entry is reachable, in order, and in a folder. */
static void check_list(const struct manifest *m)
{
	_cleanup_free_ const struct manifest_entry **order = manifest_sorted(m);

	for (size_t i = 0; i < m->n; i++) {
		_cleanup_free_ char *dir = path_dirname(order[i]->path);
		const struct manifest_entry *parent = manifest_find(m, dir);

		BUG_ON(order[i]->path[0] != '/' || manifest_find(m, order[i]->path) != order[i]);
		BUG_ON(i && strcmp(order[i - 1]->path, order[i]->path) >= 0);
		BUG_ON(strcmp(dir, "/") != 0 && (!parent || parent->type != MANIFEST_DIR));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xstrndup((const char *)data, size);
	_cleanup_manifest_ struct manifest m = {0};
	_cleanup_sb_ struct strbuf printed = {0};
	char *rest = text, *line;
	size_t lines = 0;

	while ((line = strsep(&rest, "\n")))
		add_line(&m, line);
	check_list(&m);
	manifest_print(&m, &printed);
	for (size_t i = 0; i < printed.len; i++)
		lines += printed.buf[i] == '\n';
	BUG_ON(lines != m.n);
	return 0;
}
