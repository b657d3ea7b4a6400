/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/ask.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kconfig/explain-text.h"
#include "image/kconfig/explain.h"

#define MENU_CONFIG ".config.menu" /* in obj */

char *kernel_explain(const struct build *b, const struct kernel *k, const struct source *src,
		     const char *symbol, struct err *e)
{
	const char *name = str_starts(symbol, "CONFIG_") ? symbol + strlen("CONFIG_") : symbol;
	_cleanup_close_ int lock = build_lock(b, k->dir, e);
	_cleanup_kbuild_ struct kbuild kb = {0};
	_cleanup_explain_ struct explain x = {0};
	_cleanup_strv_ struct strv questions = {0};

	if (lock < 0)
		return NULL;
	kbuild_init(&kb, b, "kernel", src->path, k->dir);
	strv_add(&questions, name);
	if (explain_ask(&kb, ".config", &questions, &x, e))
		return NULL;
	if (!x.v[0].unknown)
		return explain_text(&x.v[0]);
	err_kind_set(e, ERR_CONFIG, "this kernel has no symbol '%s'", name);
	if (x.v[0].nearest)
		err_hint(e, "the nearest name is '%s'", x.v[0].nearest);
	return NULL;
}

/* Keeps the symbols that a person can set; the others follow from them. */
static int keep_settable(struct kbuild *k, const struct kconfig_requests *changed,
			 struct kconfig_requests *kept, struct err *e)
{
	_cleanup_explain_ struct explain x = {0};
	_cleanup_strv_ struct strv questions = {0};

	for (size_t i = 0; i < changed->n; i++)
		strv_add(&questions, changed->v[i].symbol);
	if (explain_ask(k, MENU_CONFIG, &questions, &x, e))
		return -1;
	for (size_t i = 0; i < x.n; i++)
		if (x.v[i].visible)
			kconfig_request_add(kept, changed->v[i].symbol, changed->v[i].value,
					    changed->v[i].origin);
	return 0;
}

char *kernel_menuconfig(const struct build *b, const struct kernel *k, const struct source *src,
			struct err *e)
{
	_cleanup_close_ int lock = build_lock(b, k->dir, e);
	_cleanup_free_ char *menu = path_join(k->obj, MENU_CONFIG);
	_cleanup_requests_ struct kconfig_requests changed = {0}, kept = {0};
	_cleanup_sb_ struct strbuf before = {0}, now = {0};
	_cleanup_kbuild_ struct kbuild kb = {0};
	_cleanup_strv_ struct strv args = {0};

	if (lock < 0)
		return NULL;
	kbuild_init(&kb, b, "kernel", src->path, k->dir);
	strv_addl(&args, "KCONFIG_CONFIG=" MENU_CONFIG, "menuconfig", NULL);
	if (fs_copy(k->config, menu, e) || kbuild_menu(&kb, "menu.log", &args, e) ||
	    fs_read(k->config, &before, e) || fs_read(menu, &now, e) ||
	    kconfig_changes(sb_str(&before), sb_str(&now), &changed, e) ||
	    (changed.n && keep_settable(&kb, &changed, &kept, e)) || fs_remove(menu, e)) {
		err_wrap(e, "configuring the kernel");
		return NULL;
	}
	return kconfig_requests_text(&kept);
}
