/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/ask.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kconfig/explain-text.h"
#include "image/kconfig/explain.h"
#include "image/kernel/requests.h"
#include "image/kernel/try-compiler.h"

#define MENU_CONFIG ".config.menu" /* in obj */

/* Locks the build folder only while it asks: another compiler has a folder of its own. */
static int ask(const struct build *b, const struct kernel *k, const struct source *src,
	       const struct strv *questions, struct explain *out, struct err *e)
{
	_cleanup_close_ int lock = build_lock(b, k->dir, e);
	_cleanup_requests_ struct kconfig_requests requests = {0};
	_cleanup_kbuild_ struct kbuild kb = {0};

	if (lock < 0)
		return -1;
	kbuild_init(&kb, b, "kernel", src->path, k->dir);
	return kernel_requests(b, &requests, e) ||
			       explain_ask(&kb, ".config", &requests, questions, out, e)
		       ? -1
		       : 0;
}

static int unknown_symbol(const struct explain_answer *a, struct err *e)
{
	err_kind_set(e, ERR_CONFIG, "this kernel has no symbol '%s'", a->symbol);
	return a->nearest ? err_hint(e, "the nearest name is '%s'", a->nearest) : -1;
}

char *kernel_explain(const struct build *b, const struct kernel *k, const struct source *src,
		     const struct strv *symbols, struct err *e)
{
	_cleanup_explain_ struct explain x = {0};
	_cleanup_strv_ struct strv questions = {0};
	_cleanup_sb_ struct strbuf sb = {0};

	strv_foreach(symbol, symbols)
		strv_add(&questions,
			 str_starts(symbol, "CONFIG_") ? symbol + strlen("CONFIG_") : symbol);
	if (ask(b, k, src, &questions, &x, e))
		return NULL;
	for (size_t i = 0; i < x.n; i++)
		if (x.v[i].unknown) {
			unknown_symbol(&x.v[i], e);
			return NULL;
		}
	kernel_try_compiler(b, src, &x);
	for (size_t i = 0; i < x.n; i++) {
		_cleanup_free_ char *text = explain_text(&x.v[i]);

		sb_add(&sb, text);
	}
	return sb_detach(&sb);
}

/* Keeps the symbols that a person can set; the others follow from them. */
static int keep_settable(const struct build *b, struct kbuild *k,
			 const struct kconfig_requests *changed, struct kconfig_requests *kept,
			 struct err *e)
{
	_cleanup_requests_ struct kconfig_requests requests = {0};
	_cleanup_explain_ struct explain x = {0};
	_cleanup_strv_ struct strv questions = {0};

	for (size_t i = 0; i < changed->n; i++)
		strv_add(&questions, changed->v[i].symbol);
	if (kernel_requests(b, &requests, e) ||
	    explain_ask(k, MENU_CONFIG, &requests, &questions, &x, e))
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
	    (changed.n && keep_settable(b, &kb, &changed, &kept, e)) || fs_remove(menu, e)) {
		err_wrap(e, "configuring the kernel");
		return NULL;
	}
	return kconfig_requests_text(&kept);
}
