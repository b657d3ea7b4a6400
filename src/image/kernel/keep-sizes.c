/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Beside each kept image of a kernel: what it is made of, for reports on runs whose kernel is gone. */
#include "image/kernel/sizes.h"
#include "image/kernel/tree.h"

char *kernel_keep_sizes(const struct kernel_tree *t, const char *image)
{
	_cleanup_free_ char *vmlinux = path_join(t->k.obj, "vmlinux"), *dir = path_dirname(image);
	_cleanup_free_ char *path = path_join(dir, SIZES_FILE);
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sizes_ struct sizes s = {0};
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_is_file(path))
		return TAKE_PTR(path);
	if (sizes_of_kernel(vmlinux, &s, &none))
		return NULL;
	sizes_text(&s, &text);
	return fs_write_str(path, sb_str(&text), &none) ? NULL : TAKE_PTR(path);
}
