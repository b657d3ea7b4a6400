/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * .config: allnoconfig with all wishes, made beside the present one, which it replaces only when it differs: a
 * .config that is written again makes kbuild look through the whole tree.
 */
#include "image/kbuild/deps.h"
#include "image/kconfig/explain.h"
#include "image/kernel/tree.h"

#define STEP	"kernel config"
#define DROPPED "dropped" /* in the build folder: our own wishes that gave way to the user's */

static int compare_pairs(const void *a, const void *b)
{
	const struct kconfig_want *const *x = a, *const *y = b;

	return strcmp((*x)->symbol, (*y)->symbol);
}

/* In the order of names, so that the reason is a symbol that changed, and not one that moved. */
static void make_stamp(const struct kernel_tree *t, struct stamp *s)
{
	_cleanup_free_ const struct kconfig_want **sorted =
		xcalloc(t->wants.n + 1, sizeof(*sorted));

	stamp_add(s, "source", t->src->path);
	stamp_add(s, "compiler", t->compiler);
	for (size_t i = 0; i < t->wants.n; i++)
		sorted[i] = &t->wants.v[i];
	qsort(sorted, t->wants.n, sizeof(*sorted), compare_pairs);
	for (size_t i = 0; i < t->wants.n; i++) {
		_cleanup_free_ char *name = xasprintf("CONFIG_%s", sorted[i]->symbol);

		stamp_add(s, name, sorted[i]->value);
	}
}

/* All but those that were dropped when it was made. */
static bool holds_wishes(const struct kernel_tree *t, const char *config)
{
	_cleanup_free_ size_t *lost = xcalloc(t->wants.n + 1, sizeof(*lost));
	_cleanup_free_ char *path = kernel_tree_path(t, DROPPED);
	_cleanup_sb_ struct strbuf text = {0}, list = {0};
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_strv_ struct strv dropped = {0};
	size_t n;

	if (fs_read(config, &text, &none))
		return false;
	if (fs_exists(path) && fs_read(path, &list, &none))
		return false;
	strv_split(&dropped, sb_str(&list), "\n");
	n = kconfig_lost(&t->wants, sb_str(&text), lost);
	for (size_t i = 0; i < n; i++)
		if (!strv_has(&dropped, t->wants.v[lost[i]].symbol))
			return false;
	return true;
}

/* Why the configuration must be made; NULL: it need not. */
static char *stale(const struct kernel_tree *t, const struct stamp *s, const char *stamp_path,
		   const char *config)
{
	_cleanup_free_ char *deps = kernel_tree_path(t, "deps");
	char *why = stamp_compare(s, stamp_path);

	if (why)
		return why;
	if (!holds_wishes(t, config))
		return xstrdup("'.config' was changed by somebody else");
	/* before the first build only the tree can tell what its Kconfig is made from */
	if (!fs_exists(deps))
		return t->src->ours ? NULL : xstrdup("not built yet");
	return kbuild_deps_changed(&t->k, deps, KBUILD_DEPS_CONFIG);
}

/*
 * The tree's top Kconfig with one line more, by which 'conf' keeps its environment for explain_ask(). Kconfig
 * can run programs since Linux 4.18 (scripts/kconfig/preprocess.c); before, nothing is added.
 */
static int write_kconfig(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *macros = path_join(t->k.src, "scripts/kconfig/preprocess.c");
	_cleanup_free_ char *top = path_join(t->k.src, "Kconfig");
	_cleanup_free_ char *copy = kernel_tree_path(t, "Kconfig");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(top, &text, e))
		return -1;
	if (fs_exists(macros))
		sb_add(&text, "\njiffy-env := $(shell,env -0 > ../" EXPLAIN_ENV ")\n");
	return fs_write_str(copy, sb_str(&text), e);
}

/* Puts those that the user's wishes do not stand against first, in lost and facts alike; returns how many. */
static size_t keep_errors(const struct kernel_tree *t, size_t *lost, struct explain *facts)
{
	size_t kept = 0;

	for (size_t i = 0; i < facts->n; i++) {
		const struct explain_facts f = facts->v[i];
		size_t index = lost[i];

		if (t->wants.v[index].ours && explain_against(&t->wants, &f))
			continue;
		facts->v[i] = facts->v[kept];
		facts->v[kept] = f;
		lost[i] = lost[kept];
		lost[kept++] = index;
	}
	return kept;
}

/* What jiffy would have liked gives way to what the user said. */
static int drop(const struct kernel_tree *t, const size_t *lost, const struct explain *facts,
		struct err *e)
{
	_cleanup_free_ char *path = kernel_tree_path(t, DROPPED);
	_cleanup_sb_ struct strbuf list = {0};

	for (size_t i = 0; i < facts->n; i++) {
		const struct kconfig_want *w = &t->wants.v[lost[i]];

		kconfig_note_dropped(t->b, w, explain_against(&t->wants, &facts->v[i]));
		sb_addf(&list, "%s\n", w->symbol);
	}
	return fs_write_str(path, sb_str(&list), e);
}

static int lost_wishes(struct kernel_tree *t, const char *text, size_t *lost, size_t n,
		       struct err *e)
{
	_cleanup_explain_ struct explain facts = {0};
	struct explain errors;
	_cleanup_strv_ struct strv questions = {0};
	_cleanup_err_ struct err none = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		strv_addf(&questions, "%s=%s", t->wants.v[lost[i]].symbol,
			  t->wants.v[lost[i]].value);
	/* that it cannot be asked must not hide what is lost */
	(void)explain_ask(&t->k, ".config.new", &questions, &facts, &none);
	if (facts.n)
		n = keep_errors(t, lost, &facts);
	if (!n)
		return drop(t, lost, &facts, e);
	errors = (struct explain){.v = facts.v, .n = facts.n ? n : 0};
	return explain_lost(&t->wants, text, lost, n, &errors, e);
}

static int check_wishes(struct kernel_tree *t, const char *config, struct err *e)
{
	_cleanup_free_ size_t *lost = xcalloc(t->wants.n + 1, sizeof(*lost));
	_cleanup_free_ char *dropped = kernel_tree_path(t, DROPPED);
	_cleanup_sb_ struct strbuf text = {0};
	size_t n;

	if (fs_read(config, &text, e) || fs_remove(dropped, e))
		return -1;
	n = kconfig_lost(&t->wants, sb_str(&text), lost);
	return n ? lost_wishes(t, sb_str(&text), lost, n, e) : 0;
}

static bool same_content(const char *a, const char *b)
{
	_cleanup_sb_ struct strbuf x = {0}, y = {0};
	_cleanup_err_ struct err none = ERR_INIT;

	return fs_read(a, &x, &none) == 0 && fs_read(b, &y, &none) == 0 &&
	       str_eq(sb_str(&x), sb_str(&y));
}

static int make_config(struct kernel_tree *t, const char *config, const char *why, struct err *e)
{
	_cleanup_free_ char *fresh = kernel_tree_path(t, "obj/.config.new");
	_cleanup_free_ char *wishes = kernel_tree_path(t, "wishes.config");
	_cleanup_free_ char *text = kconfig_wants_text(&t->wants);
	_cleanup_free_ char *derived = kernel_tree_path(t, "obj/include/config/auto.conf");
	bool had_derived = fs_exists(derived);

	t->k.step = STEP;
	t->k.total = 0;
	if (fs_remove(fresh, e) || fs_write_str(wishes, text, e) || write_kconfig(t, e) ||
	    kernel_tree_make(t, "config.log", e, "KCONFIG_ALLCONFIG=../wishes.config",
			     "KCONFIG_CONFIG=.config.new", "KBUILD_KCONFIG=../Kconfig",
			     "allnoconfig", NULL) ||
	    check_wishes(t, fresh, e))
		return -1;
	/* 'conf' makes it when it is missing, with our Kconfig as its origin; kbuild's own shall be that */
	if (!had_derived && fs_remove(derived, e))
		return -1;
	if (same_content(fresh, config))
		return fs_remove(fresh, e);
	str_set(&t->why, why);
	return fs_rename(fresh, config, e);
}

int kernel_tree_configure(struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *stamp_path = kernel_tree_path(t, "config.stamp");
	_cleanup_free_ char *config = kernel_tree_path(t, "obj/.config");
	_cleanup_stamp_ struct stamp stamp = {0};
	_cleanup_free_ char *why = NULL;

	make_stamp(t, &stamp);
	why = stale(t, &stamp, stamp_path, config);
	if (!why) {
		t->looked = true;
		progress_fresh(t->b->progress, STEP, "no wish changed");
		return 0;
	}
	progress_begin(t->b->progress, STEP, "%s", why);
	if (make_config(t, config, why, e) || stamp_write(&stamp, stamp_path, e)) {
		build_hint_full(t->b, e);
		return err_wrap(e, "configuring the kernel");
	}
	progress_end(t->b->progress, STEP, NULL);
	return 0;
}
