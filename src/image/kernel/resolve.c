/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/resolve.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kconfig/explain.h"

/*
 * The tree's top Kconfig with one more line, which makes 'conf' save its environment for
 * explain_ask(). Kconfig can run programs since Linux 4.18 (scripts/kconfig/preprocess.c); an older
 * one gets no such line.
 */
static int write_kconfig(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *macros = path_join(t->k.src, "scripts/kconfig/preprocess.c");
	_cleanup_free_ char *top = path_join(t->k.src, "Kconfig");
	_cleanup_free_ char *copy = folder_path(&t->folder, "Kconfig");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(top, &text, e))
		return -1;
	if (fs_exists(macros))
		sb_add(&text, "\njiffy-env := $(shell,env -0 > ../" EXPLAIN_ENV ")\n");
	return fs_write_str(copy, sb_str(&text), e);
}

int kernel_resolve(struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *resolved = path_join(t->k.obj, KERNEL_RESOLVED);
	_cleanup_free_ char *requests = folder_path(&t->folder, "requests.config");
	_cleanup_free_ char *text = kconfig_requests_text(&t->requests);

	t->k.step = KERNEL_CONFIG_STEP;
	t->k.total = 0;
	if (fs_remove(resolved, e) || fs_write_str(requests, text, e) || write_kconfig(t, e))
		return -1;
	return kbuild_make(&t->k, "config.log", NULL, e, "KCONFIG_ALLCONFIG=../requests.config",
			   "KCONFIG_CONFIG=" KERNEL_RESOLVED, "KBUILD_KCONFIG=../Kconfig",
			   "allnoconfig", NULL);
}
