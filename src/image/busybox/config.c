/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuring BusyBox: wishes, defconfig, menuconfig. */
#include "image/busybox/tree.h"

int busybox_wants(const struct build *b, struct kconfig_wants *w, struct err *e)
{
	const struct settings *set = b->set;
	_cleanup_free_ char *fragment = path_join(b->datadir, "data/busybox/static.config");

	if (kconfig_want_file(w, fragment, "data/busybox/static.config", e))
		return -1;
	kconfig_wants_are_ours(w);
	strv_foreach(path, &set->busybox_config)
		if (kconfig_want_file(w, path, path, e))
			return -1;
	if (set->busybox_own_config && fs_exists(set->busybox_own_config) &&
	    kconfig_want_file(w, set->busybox_own_config, set->busybox_own_config, e))
		return -1;
	strv_foreach(assignment, &set->busybox_set)
		if (kconfig_want_assignment(w, assignment, "--busybox-set", e))
			return -1;
	return 0;
}

static int check_wishes(const struct busybox_tree *t, struct err *e)
{
	_cleanup_free_ char *path = busybox_tree_path(t, "obj/.config");
	_cleanup_free_ size_t *lost = xcalloc(t->wants.n + 1, sizeof(*lost));
	_cleanup_sb_ struct strbuf config = {0};
	size_t n;

	if (fs_read(path, &config, e))
		return -1;
	n = kconfig_lost(&t->wants, sb_str(&config), lost);
	return n ? busybox_lost(t, sb_str(&config), lost, n, e) : 0;
}

int busybox_tree_configure(struct busybox_tree *t, bool again, struct err *e)
{
	_cleanup_free_ char *stamp = busybox_tree_path(t, "config.stamp");
	_cleanup_free_ char *wishes = busybox_tree_path(t, "wishes.config");
	_cleanup_free_ char *config = busybox_tree_path(t, "obj/.config");
	_cleanup_free_ char *why = stamp_compare(&t->config, stamp);
	_cleanup_free_ char *text = NULL;

	if (!why && !again && fs_exists(config))
		return 0;
	text = kconfig_wants_text(&t->wants);
	/* defconfig takes the wishes as its base, and its own defaults for all else, in one go */
	if (fs_remove(stamp, e) || fs_write_str(wishes, text, e) ||
	    busybox_tree_make(t, "config.log", e, "KBUILD_DEFCONFIG=../wishes.config", "defconfig",
			      NULL) ||
	    check_wishes(t, e))
		return -1;
	return stamp_write(&t->config, stamp, e);
}

static int run_menuconfig(struct busybox_tree *t, struct err *e)
{
	_cleanup_free_ char *log = busybox_tree_path(t, "menu.log");
	_cleanup_strv_ struct strv args = {0};

	strv_addv(&args, &t->make);
	strv_add(&args, "menuconfig");
	return kbuild_menu(&t->k, &args, log, e);
}

char *busybox_menuconfig(const struct build *b, const struct busybox *bb, const struct source *src,
			 struct err *e)
{
	_cleanup_tree_ struct busybox_tree t = BUSYBOX_TREE_INIT;
	_cleanup_wants_ struct kconfig_wants changed = {0};
	_cleanup_sb_ struct strbuf before = {0}, now = {0};
	_cleanup_free_ char *stamp = NULL;

	if (busybox_tree_begin(&t, b, src, e))
		return NULL;
	stamp = busybox_tree_path(&t, "config.stamp");
	/* what is typed there becomes true by way of the fragment: the next build starts from the wishes */
	if (fs_read(bb->config, &before, e) || fs_remove(stamp, e) || run_menuconfig(&t, e) ||
	    fs_read(bb->config, &now, e) ||
	    kconfig_changes(sb_str(&before), sb_str(&now), &changed, e)) {
		err_wrap(e, "configuring BusyBox");
		return NULL;
	}
	return kconfig_wants_text(&changed);
}
