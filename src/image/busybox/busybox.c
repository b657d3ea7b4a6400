/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/busybox.h"

#include <inttypes.h>
#include <time.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/busybox/config.h"
#include "image/busybox/prebuilt.h"
#include "image/busybox/tree.h"
#include "image/kbuild/deps.h"
#include "image/kbuild/record.h"

#define STEP	    "busybox"
#define STEPS_GUESS 640 /* of defconfig of 1.35 and 1.36 */

static void set_paths(const struct busybox_tree *t, struct busybox *out)
{
	out->dir = xstrdup(t->folder.dir);
	out->obj = xstrdup(t->k.obj);
	out->binary = path_join(t->k.obj, "busybox");
	out->config = path_join(t->k.obj, ".config");
	out->log = folder_path(&t->folder, "build.log");
}

/* Why the binary must be built; NULL: it need not. */
static char *stale(const struct busybox_tree *t)
{
	static const char *const outputs[] = {"obj/busybox", "obj/busybox.links", NULL};
	_cleanup_free_ char *deps = folder_path(&t->folder, "deps");
	char *why = folder_stale(&t->folder, FOLDER_STAMP, &t->all, outputs);

	return why ? why : kbuild_deps_stale(&t->k, deps, KBUILD_DEPS_ALL);
}

static int read_applets(const struct busybox_tree *t, struct busybox *out, struct err *e)
{
	_cleanup_free_ char *links = path_join(t->k.obj, "busybox.links");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(links, &text, e))
		return -1;
	busybox_add_applets(&out->applets, sb_str(&text));
	/* make ignores a failure of the script that writes it (Makefile.custom) */
	return out->applets.n ? 0 : err_set(e, "'%s' is empty", links);
}

static int compile(struct busybox_tree *t, const struct busybox *out, struct err *e)
{
	_cleanup_free_ char *jobs = xasprintf("-j%d", build_jobs(t->b));
	const bool from_nothing = !fs_exists(out->binary);

	t->k.total = from_nothing ? folder_steps(&t->folder, STEPS_GUESS) : 0;
	if (kbuild_make(&t->k, "build.log", &t->make, e, jobs, STEP, "busybox.links", NULL)) {
		if (e->detail && strstr(e->detail, "cannot find -l"))
			err_hint(e, "the static C library is missing: 'jiffy doctor' says "
				    "what to install");
		return -1;
	}
	if (from_nothing)
		folder_keep_steps(&t->folder, t->k.done);
	if (busybox_check_binary(out->binary, &t->b->target->elf, e) == 0)
		return 0;
	e->kind = ERR_CONFIG;
	return -1;
}

static int build_tree(struct busybox_tree *t, const struct busybox *out, struct err *e)
{
	_cleanup_free_ char *deps = folder_path(&t->folder, "deps");
	struct timespec start;

	clock_gettime(CLOCK_REALTIME, &start);
	if (folder_begin(&t->folder, FOLDER_STAMP, e) ||
	    musl_headers(&t->musl, t->b, t->folder.dir, e) ||
	    busybox_tree_configure(t, !t->src->ours, e) || compile(t, out, e) ||
	    kbuild_record(&t->k, deps, &start, e))
		return -1;
	return folder_done(&t->folder, FOLDER_STAMP, &t->all, e);
}

int busybox_build(const struct build *b, const struct source *src, struct busybox *out,
		  struct err *e)
{
	_cleanup_tree_ struct busybox_tree t = BUSYBOX_TREE_INIT;
	_cleanup_free_ char *why = NULL;
	struct progress *p = b->progress;

	*out = (struct busybox){0};
	if (src->kind == SOURCE_BINARY) {
		out->binary = xstrdup(src->path);
		return busybox_prebuilt(b, src, &out->dir, &out->applets, e);
	}
	if (busybox_tree_begin(&t, b, src, e))
		return -1;
	set_paths(&t, out);
	why = stale(&t);
	if (!why) {
		progress_fresh(p, STEP, "nothing changed");
		return read_applets(&t, out, e);
	}
	progress_begin(p, STEP, "%s", why);
	if (build_tree(&t, out, e)) {
		if (!e->hint)
			build_hint_full(b, e);
		return err_wrap(e, "building BusyBox");
	}
	if (read_applets(&t, out, e))
		return -1;
	progress_end(p, STEP, "%s, %zu applets, %" PRIu64 " KiB", src->name, out->applets.n,
		     fs_size(out->binary) >> 10);
	return 0;
}

int busybox_configure(const struct build *b, const struct source *src, struct busybox *out,
		      struct err *e)
{
	_cleanup_tree_ struct busybox_tree t = BUSYBOX_TREE_INIT;

	*out = (struct busybox){0};
	if (src->kind == SOURCE_BINARY) {
		err_kind_set(e, ERR_USAGE, "'%s' is prebuilt: it cannot be configured", src->path);
		return err_hint(e, "--busybox also takes a source tree or a tarball");
	}
	if (busybox_tree_begin(&t, b, src, e))
		return -1;
	set_paths(&t, out);
	if (busybox_tree_configure(&t, !src->ours, e)) {
		if (!e->hint)
			build_hint_full(b, e);
		return err_wrap(e, "configuring BusyBox");
	}
	return 0;
}

char *busybox_menuconfig(const struct build *b, const struct busybox *bb, const struct source *src,
			 struct err *e)
{
	_cleanup_tree_ struct busybox_tree t = BUSYBOX_TREE_INIT;
	_cleanup_requests_ struct kconfig_requests changed = {0};
	_cleanup_sb_ struct strbuf before = {0}, now = {0};
	_cleanup_strv_ struct strv args = {0};

	if (busybox_tree_begin(&t, b, src, e))
		return NULL;
	strv_addv(&args, &t.make);
	strv_add(&args, "menuconfig");
	/*
	 * it edits .config, but only the fragment counts: the next build starts from the requests
	 */
	if (fs_read(bb->config, &before, e) || folder_begin(&t.folder, BUSYBOX_CONFIG_STAMP, e) ||
	    kbuild_menu(&t.k, "menu.log", &args, e) || fs_read(bb->config, &now, e) ||
	    kconfig_changes(sb_str(&before), sb_str(&now), &changed, e)) {
		err_wrap(e, "configuring BusyBox");
		return NULL;
	}
	return kconfig_requests_text(&changed);
}

void busybox_free(struct busybox *bb)
{
	free(bb->binary);
	free(bb->config);
	free(bb->dir);
	free(bb->obj);
	free(bb->log);
	strv_free(&bb->applets);
	*bb = (struct busybox){0};
}
