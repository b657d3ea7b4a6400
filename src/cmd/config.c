/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jiffy config: menuconfig, symbols by name, and why a symbol is what it is. */
#include <stdio.h>

#include "cmd/setup.h"
#include "image/busybox/busybox.h"
#include "image/kconfig/fragment-edit.h"
#include "image/kernel/ask.h"
#include "image/source/source.h"

static const char *const parts[] = {"kernel", "busybox", NULL};

/* What is configured: the kernel or BusyBox, by one face. */
struct subject {
	bool busybox;
	struct source src;
	struct kernel kernel;
	struct busybox bb;
	const char *own; /* path of the user's fragment; NULL: no home for it */
	bool menu;	 /* menuconfig, not symbols that were typed */
};

static void subject_free(struct subject *s)
{
	source_free(&s->src);
	kernel_free(&s->kernel);
	busybox_free(&s->bb);
}

static int find_source(const struct app *a, struct subject *s, struct err *e)
{
	if (s->busybox ? source_busybox(&a->build, &s->src, e)
		       : source_kernel(&a->build, &s->src, e))
		return -1;
	if (s->src.kind != SOURCE_BINARY)
		return 0;
	err_kind_set(e, ERR_USAGE, "'%s' is ready-made: it cannot be configured", s->src.path);
	return err_hint(e, "name a source: '--%s' with a tree or a tarball",
			s->busybox ? "busybox" : "kernel");
}

static int configure(const struct app *a, struct subject *s, struct err *e)
{
	kernel_free(&s->kernel);
	busybox_free(&s->bb);
	return s->busybox ? busybox_configure(&a->build, &s->src, &s->bb, e)
			  : kernel_configure(&a->build, &s->src, &s->kernel, e);
}

static int explain(struct app *a, struct subject *s, struct err *e)
{
	if (s->busybox)
		return err_kind_set(e, ERR_USAGE, "'--explain' knows the kernel's symbols only");
	if (configure(a, s, e))
		return -1;
	out_end(&a->out);
	strv_foreach(symbol, &a->set.explain) {
		_cleanup_free_ char *text =
			kernel_explain(&a->build, &s->kernel, &s->src, symbol, e);

		if (!text)
			return -1;
		out_data("%s", text);
	}
	return STATUS_OK;
}

/* What was done in menuconfig is work: it is not thrown away. */
static void keep_rejected(const struct subject *s, const char *text, struct err *e)
{
	_cleanup_free_ char *path = xasprintf("%s.rejected", s->own);
	_cleanup_err_ struct err unkept = ERR_INIT;

	if (fs_write_str(path, text, &unkept))
		err_detail(e, "what you chose could not be kept: %s", unkept.msg);
	else
		err_hint(e, "what you chose is kept in '%s'", path);
}

/* Writes the fragment and configures with it; when it cannot hold, the former one is put back. */
static int save(struct app *a, struct subject *s, const char *before, const char *after,
		bool existed, struct err *e)
{
	_cleanup_free_ char *dir = path_dirname(s->own);
	_cleanup_err_ struct err undo = ERR_INIT;

	if (fs_mkdir_p(dir, 0755, e) || fs_write_str(s->own, after, e))
		return -1;
	if (!configure(a, s, e))
		return 0;
	if (s->menu)
		keep_rejected(s, after, e);
	if (existed ? fs_write_str(s->own, before, &undo) : fs_remove(s->own, &undo))
		return err_detail(e, "and '%s' could not be put back: %s", s->own, undo.msg);
	return err_detail(e, "'%s' is as it was", s->own);
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

/* What was typed with --enable, --disable, --set (or --busybox-set). */
static int typed_changes(const struct app *a, const struct subject *s, struct kconfig_requests *w,
			 struct err *e)
{
	const struct strv *list = &a->set.kernel_set;

	for (size_t i = a->n_ini_symbols; i < list->n; i++)
		if (kconfig_request_assignment(w, list->v[i], "the command line", e))
			return -1;
	if (s->busybox)
		strv_foreach(assignment, &a->set.busybox_set)
			if (kconfig_request_assignment(w, assignment, "the command line", e))
				return -1;
	return 0;
}

static int menuconfig(struct app *a, struct subject *s, struct err *e)
{
	_cleanup_requests_ struct kconfig_requests changes = {0};
	_cleanup_free_ char *text = NULL;

	if (configure(a, s, e))
		return -1;
	out_end(&a->out);
	text = s->busybox ? busybox_menuconfig(&a->build, &s->bb, &s->src, e)
			  : kernel_menuconfig(&a->build, &s->kernel, &s->src, e);
	if (!text || kconfig_request_text(&changes, text, "menuconfig", e))
		return -1;
	if (!changes.n) {
		out_info(&a->out, "nothing changed");
		return STATUS_OK;
	}
	return apply(a, s, &changes, e);
}

static unsigned uses(const struct subject *s)
{
	return (s->busybox ? USE_BUSYBOX : USE_KERNEL) | (s->menu ? USE_MENU : 0);
}

static int run(struct app *a, struct err *e)
{
	_cleanup_requests_ struct kconfig_requests changes = {0};
	_cleanup_(subject_free) struct subject s = {.busybox = strv_has(&a->args, "busybox")};
	int status;

	if (app_check_args(a, &cmd_config, 1, parts, e) || app_prepare(a, e) ||
	    typed_changes(a, &s, &changes, e))
		return -1;
	s.own = s.busybox ? a->set.busybox_own_config : a->set.kernel_own_config;
	s.menu = !a->set.explain.n && !changes.n;
	if (s.menu && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return err_kind_set(e, ERR_USAGE, "menuconfig needs a terminal");
	status = setup_packages(a, uses(&s), e);
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
	.summary = "menuconfig; or --enable, --disable, --set, --explain a symbol",
	.about =
		"Without symbols: menuconfig. What is changed is kept in a fragment of yours, beside jiffy.ini as\n"
		"jiffy.kernel.config or jiffy.busybox.config, else in ~/.config/jiffy, and is part of every build.",
	.bit = CMD_CONFIG,
	.run = run,
};
