/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/config.h"

#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kbuild/deps.h"
#include "image/kconfig/explain-text.h"
#include "image/kconfig/explain.h"

#define STEP	"kernel config"
#define STAMP	"config.stamp"
#define DROPPED "dropped" /* in the build folder: requests of ours that the user's ruled out */

static int by_symbol(const void *a, const void *b)
{
	const struct kconfig_request *const *x = a, *const *y = b;

	return strcmp((*x)->symbol, (*y)->symbol);
}

/* Sorted by name, so that the reason is a symbol that changed, not one that moved. */
static void make_stamp(const struct kernel_tree *t, struct stamp *s)
{
	_cleanup_free_ const struct kconfig_request **sorted =
		xcalloc(t->requests.n + 1, sizeof(*sorted));

	stamp_add(s, "source", t->src->path);
	stamp_add(s, "compiler", t->compiler);
	for (size_t i = 0; i < t->requests.n; i++)
		sorted[i] = &t->requests.v[i];
	qsort(sorted, t->requests.n, sizeof(*sorted), by_symbol);
	for (size_t i = 0; i < t->requests.n; i++) {
		_cleanup_free_ char *name = xasprintf("CONFIG_%s", sorted[i]->symbol);

		stamp_add(s, name, sorted[i]->value);
	}
}

/* Requests that were dropped when it was made do not count. */
static bool holds_requests(const struct kernel_tree *t, const char *config)
{
	_cleanup_free_ size_t *unmet = xcalloc(t->requests.n + 1, sizeof(*unmet));
	_cleanup_free_ char *path = folder_path(&t->folder, DROPPED);
	_cleanup_sb_ struct strbuf text = {0}, list = {0};
	_cleanup_strv_ struct strv dropped = {0};
	size_t n;

	if (!fs_try_read(config, &text) || (fs_exists(path) && !fs_try_read(path, &list)))
		return false;
	strv_split(&dropped, sb_str(&list), "\n");
	n = kconfig_unmet(&t->requests, sb_str(&text), unmet);
	for (size_t i = 0; i < n; i++)
		if (!strv_has(&dropped, t->requests.v[unmet[i]].symbol))
			return false;
	return true;
}

/* Why the configuration must be made; NULL: it need not. */
static char *stale(const struct kernel_tree *t, const struct stamp *now, const char *config)
{
	static const char *const outputs[] = {"obj/.config", NULL};
	_cleanup_free_ char *deps = folder_path(&t->folder, KERNEL_DEPS);
	char *why = folder_stale(&t->folder, STAMP, now, outputs);

	if (why)
		return why;
	if (!holds_requests(t, config))
		return xstrdup("'.config' was changed by something else");
	/* the Kconfig files are known only after the first build */
	if (!fs_exists(deps))
		return t->src->ours ? NULL : xstrdup("not built yet");
	return kbuild_deps_stale(&t->k, deps, KBUILD_DEPS_CONFIG);
}

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

/*
 * Moves those to the front that no request of the user's rules out, in unmet and answers alike;
 * returns how many.
 */
static size_t errors_first(const struct kernel_tree *t, size_t *unmet, struct explain *answers)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->n; i++) {
		const struct explain_answer a = answers->v[i];
		size_t index = unmet[i];

		if (t->requests.v[index].ours && explain_against(&t->requests, &a))
			continue;
		answers->v[i] = answers->v[n];
		answers->v[n] = a;
		unmet[i] = unmet[n];
		unmet[n++] = index;
	}
	return n;
}

/* Our requests give way to the user's. */
static int drop(const struct kernel_tree *t, const size_t *unmet, const struct explain *answers,
		struct err *e)
{
	_cleanup_free_ char *path = folder_path(&t->folder, DROPPED);
	_cleanup_sb_ struct strbuf list = {0};

	for (size_t i = 0; i < answers->n; i++) {
		const struct kconfig_request *r = &t->requests.v[unmet[i]];

		kconfig_note_dropped(t->b, r, explain_against(&t->requests, &answers->v[i]));
		sb_addf(&list, "%s\n", r->symbol);
	}
	return fs_write_str(path, sb_str(&list), e);
}

static int check_requests(struct kernel_tree *t, const char *config, struct err *e)
{
	_cleanup_free_ size_t *unmet = xcalloc(t->requests.n + 1, sizeof(*unmet));
	_cleanup_free_ char *dropped = folder_path(&t->folder, DROPPED);
	_cleanup_explain_ struct explain answers = {0};
	_cleanup_strv_ struct strv questions = {0};
	_cleanup_err_ struct err unasked = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	struct explain errors;
	size_t n;

	if (fs_read(config, &text, e) || fs_remove(dropped, e))
		return -1;
	n = kconfig_unmet(&t->requests, sb_str(&text), unmet);
	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		const struct kconfig_request *r = &t->requests.v[unmet[i]];

		strv_addf(&questions, "%s=%s", r->symbol, r->value);
	}
	/* if Kconfig cannot be asked, unmet requests are reported without reasons */
	(void)explain_ask(&t->k, ".config.new", &questions, &answers, &unasked);
	if (answers.n)
		n = errors_first(t, unmet, &answers);
	if (!n)
		return drop(t, unmet, &answers, e);
	errors = (struct explain){.v = answers.v, .n = answers.n ? n : 0};
	return explain_unmet(&t->requests, sb_str(&text), unmet, n, &errors, e);
}

static bool same_content(const char *a, const char *b)
{
	_cleanup_sb_ struct strbuf x = {0}, y = {0};

	return fs_try_read(a, &x) && fs_try_read(b, &y) && str_eq(sb_str(&x), sb_str(&y));
}

/* *changed: the new .config differs from the present one, which it replaced. */
static int make_config(struct kernel_tree *t, const char *config, bool *changed, struct err *e)
{
	_cleanup_free_ char *fresh = path_join(t->k.obj, ".config.new");
	_cleanup_free_ char *requests = folder_path(&t->folder, "requests.config");
	_cleanup_free_ char *text = kconfig_requests_text(&t->requests);
	_cleanup_free_ char *derived = path_join(t->k.obj, "include/config/auto.conf");
	bool had_derived = fs_exists(derived);

	t->k.step = STEP;
	t->k.total = 0;
	if (fs_remove(fresh, e) || fs_write_str(requests, text, e) || write_kconfig(t, e) ||
	    kbuild_make(&t->k, "config.log", NULL, e, "KCONFIG_ALLCONFIG=../requests.config",
			"KCONFIG_CONFIG=.config.new", "KBUILD_KCONFIG=../Kconfig", "allnoconfig",
			NULL) ||
	    check_requests(t, fresh, e))
		return -1;
	/*
	 * if it is missing, 'conf' makes it from our copy of Kconfig; kbuild must make it from its
	 * own
	 */
	if (!had_derived && fs_remove(derived, e))
		return -1;
	*changed = !same_content(fresh, config);
	if (!*changed)
		return fs_remove(fresh, e);
	/* only now: when a request cannot be met, the present .config and its stamp stay good */
	return folder_begin(&t->folder, STAMP, e) ? -1 : fs_rename(fresh, config, e);
}

int kernel_tree_configure(struct kernel_tree *t, struct kernel_config *out, struct err *e)
{
	_cleanup_free_ char *config = path_join(t->k.obj, ".config"), *why = NULL;
	_cleanup_stamp_ struct stamp now = {0};
	bool changed = false;

	make_stamp(t, &now);
	why = stale(t, &now, config);
	if (!why) {
		out->kconfig_checked = true;
		progress_fresh(t->b->progress, STEP, "no request changed");
		return 0;
	}
	progress_begin(t->b->progress, STEP, "%s", why);
	if (make_config(t, config, &changed, e) || folder_done(&t->folder, STAMP, &now, e)) {
		build_hint_full(t->b, e);
		return err_wrap(e, "configuring the kernel");
	}
	if (changed)
		out->why = TAKE_PTR(why);
	progress_end(t->b->progress, STEP, NULL);
	return 0;
}

void kernel_config_free(struct kernel_config *c)
{
	free(c->why);
	*c = (struct kernel_config){0};
}
