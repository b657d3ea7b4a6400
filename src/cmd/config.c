/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy config: menuconfig, symbols by name, and why a symbol has its value. */
#include "base/file/atomic.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "cmd/setup.h"
#include "cmd/ui/commands.h"
#include "image/busybox/busybox.h"
#include "image/kconfig/fragment-edit.h"
#include "image/kernel/ask.h"
#include "image/source/source.h"

static const char *const parts[] = {"kernel", "busybox", NULL};

struct subject;

/* The kernel and BusyBox are configured alike; this is how they differ. */
struct kind {
	const char *name;
	enum group_use use;
	int (*find)(const struct build *b, struct source *out, struct err *e);
	int (*configure)(const struct app *a, struct subject *s, struct err *e);
	/* Return text, the caller's; or NULL with e set. */
	char *(*menu)(const struct app *a, struct subject *s, struct err *e);
	char *(*explain)(const struct app *a, struct subject *s,
			 struct err *e); /* or NULL: it cannot */
	const char *(*own)(const struct settings *set);
	const struct strv *(*set)(const struct settings *set);
};

/* What is configured. */
struct subject {
	const struct kind *kind;
	struct source src;
	struct kernel kernel; /* one of the two, after configure() */
	struct busybox bb;
	const char *own; /* path of the user's fragment; NULL: there is no place for it */
	bool menu;	 /* menuconfig, not symbols that were typed */
};

static int configure_kernel(const struct app *a, struct subject *s, struct err *e)
{
	kernel_free(&s->kernel);
	return kernel_configure(&a->build, &s->src, &s->kernel, e);
}

static int configure_busybox(const struct app *a, struct subject *s, struct err *e)
{
	busybox_free(&s->bb);
	return busybox_configure(&a->build, &s->src, &s->bb, e);
}

static char *kernel_menu(const struct app *a, struct subject *s, struct err *e)
{
	return kernel_menuconfig(&a->build, &s->kernel, &s->src, e);
}

static char *busybox_menu(const struct app *a, struct subject *s, struct err *e)
{
	return busybox_menuconfig(&a->build, &s->bb, &s->src, e);
}

static char *explain_kernel(const struct app *a, struct subject *s, struct err *e)
{
	return kernel_explain(&a->build, &s->kernel, &s->src, &a->set.explain, e);
}

static const char *kernel_own(const struct settings *set)
{
	return set->kernel_own_config;
}

static const char *busybox_own(const struct settings *set)
{
	return set->busybox_own_config;
}

static const struct strv *no_set(const struct settings *set)
{
	static const struct strv none = {0};

	return &none;
}

static const struct strv *busybox_set(const struct settings *set)
{
	return &set->busybox_set;
}

static const struct kind kinds[] = {
	{"kernel", USE_KERNEL, source_kernel, configure_kernel, kernel_menu, explain_kernel,
	 kernel_own, no_set},
	{"busybox", USE_BUSYBOX, source_busybox, configure_busybox, busybox_menu, NULL, busybox_own,
	 busybox_set},
};

static void subject_free(struct subject *s)
{
	source_free(&s->src);
	kernel_free(&s->kernel);
	busybox_free(&s->bb);
}

static int find_source(const struct app *a, struct subject *s, struct err *e)
{
	if (s->kind->find(&a->build, &s->src, e))
		return -1;
	if (s->src.kind != SOURCE_BINARY)
		return 0;
	err_kind_set(e, ERR_USAGE, "'%s' is already built: it cannot be configured", s->src.path);
	return err_hint(e, "name a source tree or tarball with '--%s'", s->kind->name);
}

static int explain(struct app *a, struct subject *s, struct err *e)
{
	_cleanup_free_ char *text = NULL;

	if (!s->kind->explain)
		return err_kind_set(e, ERR_USAGE, "'--explain' works for kernel symbols only");
	if (s->kind->configure(a, s, e))
		return -1;
	out_end(&a->out);
	text = s->kind->explain(a, s, e);
	if (!text)
		return -1;
	out_end(&a->out);
	out_data("%s", text);
	return STATUS_OK;
}

/* Choices made in menuconfig are work, so they are saved. */
static void keep_rejected(const struct subject *s, const char *text, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s.rejected", s->own);
	_cleanup_err_ struct err unkept = ERR_INIT;

	if (fs_write_str(path, text, &unkept))
		err_detail(e, "your choices could not be saved: %s", unkept.msg);
	else
		err_hint(e, "your choices are saved in '%s'", path);
}

/* Writes the fragment and configures with it. If that fails, puts the old one back. */
static int save(struct app *a, struct subject *s, const char *before, const char *after,
		bool existed, struct err *e)
{
	_cleanup_free_ char *dir = path_dirname(s->own);
	_cleanup_err_ struct err undo = ERR_INIT;

	if (fs_mkdir_p(dir, 0755, e) || fs_write_str(s->own, after, e))
		return -1;
	if (!s->kind->configure(a, s, e))
		return 0;
	if (s->menu)
		keep_rejected(s, after, e);
	if (existed ? fs_write_str(s->own, before, &undo) : fs_remove(s->own, &undo))
		return err_detail(e, "and '%s' could not be restored: %s", s->own, undo.msg);
	return err_detail(e, "'%s' is unchanged", s->own);
}

static int apply(struct app *a, struct subject *s, const struct kconfig_requests *changes,
		 struct err *e)
{
	_cleanup_sb_ struct strbuf before = {0}, diff = {0};
	_cleanup_free_ char *after = NULL;
	bool existed = s->own && fs_exists(s->own);

	if (!s->own)
		return err_set(e, "there is no place for your configuration: HOME is not set");
	if (existed && fs_read(s->own, &before, e))
		return -1;
	after = fragment_update(sb_str(&before), changes, &diff);
	if (!diff.len) {
		out_info(&a->out, "nothing changed in %s", s->own);
		return STATUS_OK;
	}
	if (save(a, s, sb_str(&before), after, existed, e))
		return -1;
	out_end(&a->out);
	out_data("%s", sb_str(&diff));
	out_info(&a->out, "saved in %s", s->own);
	return STATUS_OK;
}

/* What was typed with --enable, --disable, --set or --busybox-set. */
static int typed_changes(const struct app *a, const struct subject *s, struct kconfig_requests *w,
			 struct err *e)
{
	const struct strv *list = &a->set.kernel_set;

	for (size_t i = a->n_ini_symbols; i < list->n; i++)
		if (kconfig_request_assignment(w, list->v[i], "the command line", e))
			return -1;
	strv_foreach(assignment, s->kind->set(&a->set))
		if (kconfig_request_assignment(w, assignment, "the command line", e))
			return -1;
	return 0;
}

static int menuconfig(struct app *a, struct subject *s, struct err *e)
{
	_cleanup_requests_ struct kconfig_requests changes = {0};
	_cleanup_free_ char *text = NULL;

	if (s->kind->configure(a, s, e))
		return -1;
	out_end(&a->out);
	text = s->kind->menu(a, s, e);
	if (!text || kconfig_request_text(&changes, text, "menuconfig", e))
		return -1;
	if (!changes.n) {
		out_info(&a->out, "nothing changed");
		return STATUS_OK;
	}
	return apply(a, s, &changes, e);
}

static int run(struct app *a, struct err *e)
{
	_cleanup_requests_ struct kconfig_requests changes = {0};
	_cleanup_(subject_free) struct subject s = {.kind = &kinds[strv_has(&a->args, "busybox")]};
	int status;

	if (app_check_args(a, &cmd_config, 1, parts, e) || app_prepare(a, e) ||
	    typed_changes(a, &s, &changes, e))
		return -1;
	s.own = s.kind->own(&a->set);
	s.menu = !a->set.explain.n && !changes.n;
	if (s.menu && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return err_kind_set(e, ERR_USAGE, "menuconfig needs a terminal");
	status = setup_packages(a, s.kind->use | (s.menu ? USE_MENU : 0), e);
	if (status)
		return status;
	if (find_source(a, &s, e))
		return -1;
	if (a->set.explain.n)
		return explain(a, &s, e);
	return s.menu ? menuconfig(a, &s, e) : apply(a, &s, &changes, e);
}

const struct cmd cmd_config = {
	.name = "config",
	.args = "[kernel|busybox]",
	.summary = "run menuconfig, or --enable, --disable, --set, --explain a symbol",
	.about =
		"Without symbols, starts menuconfig. Your changes are saved in a fragment, which is part of every\n"
		"build: jiffy.kernel.config or jiffy.busybox.config beside jiffy.ini, else in ~/.config/jiffy.",
	.bit = CMD_CONFIG,
	.run = run,
};
