/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/config.h"

#include "image/busybox/unmet.h"

static int check_requests(const struct busybox_tree *t, struct err *e)
{
	_cleanup_free_ char *path = path_join(t->k.obj, ".config");
	_cleanup_free_ size_t *unmet = xcalloc(t->requests.n + 1, sizeof(*unmet));
	_cleanup_sb_ struct strbuf config = {0};
	size_t n;

	if (fs_read(path, &config, e))
		return -1;
	n = kconfig_unmet(&t->requests, sb_str(&config), unmet);
	return n ? busybox_unmet(t, sb_str(&config), unmet, n, e) : 0;
}

int busybox_tree_configure(struct busybox_tree *t, bool again, struct err *e)
{
	static const char *const outputs[] = {"obj/.config", NULL};
	_cleanup_free_ char *requests = folder_path(&t->folder, "requests.config");
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *why =
		folder_stale(&t->folder, BUSYBOX_CONFIG_STAMP, &t->config, outputs);

	if (!why && !again)
		return 0;
	text = kconfig_requests_text(&t->requests);
	/* defconfig starts from the requests and adds its own defaults, in one go */
	if (folder_begin(&t->folder, BUSYBOX_CONFIG_STAMP, e) || fs_write_str(requests, text, e) ||
	    kbuild_make(&t->k, "config.log", &t->make, e, "KBUILD_DEFCONFIG=../requests.config",
			"defconfig", NULL) ||
	    check_requests(t, e))
		return -1;
	return folder_done(&t->folder, BUSYBOX_CONFIG_STAMP, &t->config, e);
}
