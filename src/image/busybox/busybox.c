/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BusyBox: building it from a tree. */
#include "image/busybox/busybox.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "image/busybox/tree.h"
#include "image/kbuild/deps.h"

static void set_paths(const struct busybox_tree *t, struct busybox *out)
{
	out->dir = xstrdup(t->k.dir);
	out->obj = xstrdup(t->k.obj);
	out->binary = path_join(t->k.obj, "busybox");
	out->config = path_join(t->k.obj, ".config");
	out->log = busybox_tree_path(t, "build.log");
}

/* Why the binary in the build folder is not that of these settings, or NULL. */
static char *find_reason(const struct busybox_tree *t, const struct busybox *out)
{
	_cleanup_free_ char *stamp = busybox_tree_path(t, "stamp");
	_cleanup_free_ char *deps = busybox_tree_path(t, "deps");
	_cleanup_free_ char *links = busybox_tree_path(t, "obj/busybox.links");
	char *why;

	if (!fs_exists(stamp) && fs_exists(out->binary))
		return xstrdup("the last build did not finish");
	why = stamp_compare(&t->all, stamp);
	if (!why && (!fs_exists(out->binary) || !fs_exists(links)))
		why = xstrdup("the binary is gone");
	return why ? why : kbuild_deps_changed(&t->k, deps, KBUILD_DEPS_ALL);
}

static int read_applets(const struct busybox_tree *t, struct busybox *out, struct err *e)
{
	_cleanup_free_ char *links = busybox_tree_path(t, "obj/busybox.links");
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(links, &text, e))
		return -1;
	busybox_add_applets(&out->applets, sb_str(&text));
	/* make ignores a failure of the script that writes it (Makefile.custom) */
	return out->applets.n ? 0 : err_set(e, "'%s' is empty", links);
}

/* What a build from nothing took last time is what the next one will take. */
static void expect_steps(struct busybox_tree *t, const struct busybox *out)
{
	_cleanup_free_ char *path = busybox_tree_path(t, "steps");
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_err_ struct err none = ERR_INIT;

	if (fs_exists(out->binary))
		return;
	/* defconfig of 1.35 and 1.36 takes about as many */
	t->k.total = 640;
	if (fs_read(path, &text, &none) == 0)
		t->k.total = strtoull(sb_str(&text), NULL, 10);
}

static void keep_steps(const struct busybox_tree *t)
{
	_cleanup_free_ char *path = busybox_tree_path(t, "steps");
	_cleanup_free_ char *text = xasprintf("%" PRIu64 "\n", t->k.done);
	_cleanup_err_ struct err none = ERR_INIT;

	if (t->k.total)
		(void)fs_write_str(path, text, &none);
}

static int compile(struct busybox_tree *t, const struct busybox *out, struct err *e)
{
	_cleanup_free_ char *jobs = xasprintf("-j%d", build_jobs(t->b));

	expect_steps(t, out);
	if (busybox_tree_make(t, "build.log", e, jobs, "busybox", "busybox.links", NULL)) {
		if (e->detail && strstr(e->detail, "cannot find -l"))
			err_hint(e, "the C library's static part is missing: 'jiffy doctor' says "
				    "what to install");
		return -1;
	}
	keep_steps(t);
	if (busybox_check_binary(out->binary, &t->b->target->elf, e) == 0)
		return 0;
	e->kind = ERR_CONFIG;
	return -1;
}

static int build_tree(struct busybox_tree *t, const struct busybox *out, struct err *e)
{
	_cleanup_free_ char *stamp = busybox_tree_path(t, "stamp");
	_cleanup_free_ char *deps = busybox_tree_path(t, "deps");
	struct timespec start;

	clock_gettime(CLOCK_REALTIME, &start);
	/* from here on the output may be of anything */
	if (fs_remove(stamp, e) || busybox_musl_headers(t, e) ||
	    busybox_tree_configure(t, !t->src->ours, e) || compile(t, out, e) ||
	    kbuild_deps_write(&t->k, deps, &start, e))
		return -1;
	return stamp_write(&t->all, stamp, e);
}

int busybox_build(const struct build *b, const struct source *src, struct busybox *out,
		  struct err *e)
{
	_cleanup_tree_ struct busybox_tree t = BUSYBOX_TREE_INIT;
	_cleanup_free_ char *why = NULL;
	struct progress *p = b->progress;

	*out = (struct busybox){0};
	if (src->kind == SOURCE_BINARY)
		return busybox_ready(b, src, out, e);
	if (busybox_tree_begin(&t, b, src, e))
		return -1;
	set_paths(&t, out);
	why = find_reason(&t, out);
	if (!why) {
		progress_fresh(p, "busybox", "nothing changed");
		return read_applets(&t, out, e);
	}
	progress_begin(p, "busybox", "%s", why);
	if (build_tree(&t, out, e)) {
		if (!e->hint)
			build_hint_full(b, e);
		return err_wrap(e, "building BusyBox");
	}
	if (read_applets(&t, out, e))
		return -1;
	progress_end(p, "busybox", "%s, %zu applets, %" PRIu64 " KiB", src->name, out->applets.n,
		     fs_size(out->binary) >> 10);
	return 0;
}

int busybox_configure(const struct build *b, const struct source *src, struct busybox *out,
		      struct err *e)
{
	_cleanup_tree_ struct busybox_tree t = BUSYBOX_TREE_INIT;

	*out = (struct busybox){0};
	if (src->kind == SOURCE_BINARY) {
		err_kind_set(e, ERR_USAGE, "'%s' is built: there is nothing to configure",
			     src->path);
		return err_hint(e, "--busybox takes a source tree or a tarball too");
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
