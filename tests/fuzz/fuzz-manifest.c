/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever a list may hold: it is read or refused, and what was read is printed and read back the same. */
#include <sys/mman.h>

#include "base/file/fs.h"
#include "image/initramfs/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_list(struct manifest *m, const void *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("fuzz-manifest", MFD_CLOEXEC);
	_cleanup_free_ char *path = xasprintf("/proc/self/fd/%d", fd);
	_cleanup_err_ struct err e = ERR_INIT;
	int r;

	BUG_ON(fd < 0 || write_all(fd, data, size, &e) < 0);
	r = manifest_read(m, path, &e);
	BUG_ON((r < 0) != (e.msg != NULL));
	return r;
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
	_cleanup_manifest_ struct manifest m = {0}, back = {0};
	_cleanup_sb_ struct strbuf first = {0}, second = {0};
	int r = read_list(&m, data, size);

	check_list(&m);
	if (r < 0)
		return 0;
	manifest_print(&m, &first);
	BUG_ON(read_list(&back, sb_str(&first), first.len) < 0);
	manifest_print(&back, &second);
	BUG_ON(strcmp(sb_str(&first), sb_str(&second)) != 0);
	return 0;
}
