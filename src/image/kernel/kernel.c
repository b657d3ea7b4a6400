/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/kernel.h"

#include <time.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/kbuild/additions.h"
#include "image/kbuild/deps.h"
#include "image/kbuild/record.h"
#include "image/kernel/config.h"
#include "image/kernel/keep.h"
#include "image/kernel/look.h"
#include "image/kernel/seed.h"
#include "image/kernel/tree.h"

#define STEP	    "kernel"
#define STEPS_GUESS 1100 /* of the first build of the default configuration of Linux 6.1 */

void kernel_free(struct kernel *k)
{
	free(k->image);
	free(k->vmlinux);
	free(k->config);
	free(k->release);
	free(k->dir);
	free(k->obj);
	free(k->log);
	free(k->sizes);
	*k = (struct kernel){0};
}

static int make_stamp(const struct kernel_tree *t, struct stamp *s, struct err *e)
{
	_cleanup_free_ char *config = path_join(t->k.obj, ".config");

	stamp_add(s, "source", t->src->path);
	stamp_add(s, "compiler", t->compiler);
	stamp_add(s, "make target", t->b->board->make_target);
	return additions_stamp(t->b, s, e) ? -1 : stamp_add_file(s, t->b, ".config", config, e);
}

/* Why the kernel must be built; NULL: it need not. */
static char *stale(const struct kernel_tree *t, const struct kernel_config *config,
		   const struct stamp *now)
{
	_cleanup_free_ char *stamp = folder_path(&t->folder, FOLDER_STAMP),
			    *deps = folder_path(&t->folder, KERNEL_DEPS);
	_cleanup_free_ char *image = path_join(t->k.obj, t->b->board->image);
	_cleanup_free_ char *vmlinux = path_join(t->k.obj, "vmlinux");
	const char *const outputs[] = {image, vmlinux, NULL};
	char *why = NULL;

	if (fs_exists(stamp) && config->why)
		return xstrdup(config->why);
	if (!fs_exists(stamp) && fs_exists(deps))
		why = kbuild_deps_stale(&t->k, deps, KBUILD_DEPS_ALL);
	if (!why)
		why = folder_stale(&t->folder, FOLDER_STAMP, now, outputs);
	if (why)
		return why;
	return kbuild_deps_stale(&t->k, deps,
				 config->kconfig_checked ? KBUILD_DEPS_SOURCES : KBUILD_DEPS_ALL);
}

static int run_make(struct kernel_tree *t, struct stamp *s, struct err *e)
{
	_cleanup_free_ char *deps = folder_path(&t->folder, KERNEL_DEPS);
	_cleanup_free_ char *first = path_join(t->k.obj, "include/config/auto.conf");
	_cleanup_free_ char *jobs = xasprintf("-j%d", build_jobs(t->b));
	const bool from_nothing = !fs_exists(first);
	struct timespec start;

	t->k.step = STEP;
	t->k.total = from_nothing ? folder_steps(&t->folder, STEPS_GUESS) : 0;
	clock_gettime(CLOCK_REALTIME, &start);
	if (kbuild_deps_forget(&t->k, deps, e) || folder_begin(&t->folder, FOLDER_STAMP, e) ||
	    additions_copy(&t->k, e))
		return -1;
	/* -O: the output of concurrent compilers does not mix */
	if (kbuild_make(&t->k, "build.log", NULL, e, jobs, "-Otarget", t->b->board->make_target,
			NULL)) {
		_cleanup_err_ struct err unkept = ERR_INIT;

		/* records what has been compiled so far */
		(void)kbuild_record(&t->k, deps, &start, &unkept);
		return -1;
	}
	if (from_nothing)
		folder_keep_steps(&t->folder, t->k.done);
	stamp_free(s);
	/* kbuild may have completed .config */
	if (kbuild_record(&t->k, deps, &start, e) || make_stamp(t, s, e))
		return -1;
	return folder_done(&t->folder, FOLDER_STAMP, s, e);
}

static int build(struct kernel_tree *t, const struct kernel_config *config, struct err *e)
{
	_cleanup_stamp_ struct stamp now = {0};
	_cleanup_free_ char *why = NULL;

	if (make_stamp(t, &now, e))
		return -1;
	why = stale(t, config, &now);
	if (!why) {
		progress_fresh(t->b->progress, STEP, "nothing changed");
		return 0;
	}
	progress_begin(t->b->progress, STEP, "%s", why);
	if (run_make(t, &now, e)) {
		build_hint_full(t->b, e);
		return err_wrap(e, "building the kernel");
	}
	progress_end(t->b->progress, STEP, NULL);
	return 0;
}

static int begin(struct kernel_tree *t, const struct build *b, const struct source *src,
		 struct kernel_config *config, struct err *e)
{
	if (kernel_tree_begin(t, b, src, e) || kernel_seed(t, e)) {
		build_hint_full(b, e);
		return -1;
	}
	return kernel_tree_configure(t, config, e);
}

static void describe(const struct kernel_tree *t, struct kernel *out)
{
	_cleanup_free_ char *release = path_join(t->k.obj, "include/config/kernel.release");
	_cleanup_sb_ struct strbuf text = {0};

	*out = (struct kernel){
		.dir = xstrdup(t->folder.dir),
		.obj = xstrdup(t->k.obj),
		.log = folder_path(&t->folder, "build.log"),
	};
	if (fs_try_read(release, &text))
		out->release = xstrndup(sb_str(&text), strcspn(sb_str(&text), "\n"));
}

int kernel_build(const struct build *b, const struct source *src, struct kernel *out, struct err *e)
{
	_cleanup_kernel_tree_ struct kernel_tree t = KERNEL_TREE_INIT;
	_cleanup_(kernel_config_free) struct kernel_config config = {0};
	struct kernel_look look;
	struct kernel_copy copy;

	if (src->kind == SOURCE_BINARY) {
		out->image = xstrdup(src->path);
	} else {
		if (begin(&t, b, src, &config, e) || build(&t, &config, e) ||
		    kernel_keep(&t, &copy, e))
			return -1;
		describe(&t, out);
		out->image = copy.image;
		out->vmlinux = copy.vmlinux;
		out->config = copy.config;
		out->sizes = copy.sizes;
	}
	if (kernel_look(b, out->image, out->config, &look, e)) {
		kernel_free(out);
		return -1;
	}
	out->size = look.size;
	out->end = look.end;
	if (look.elf && !out->vmlinux)
		out->vmlinux = xstrdup(out->image);
	return 0;
}

int kernel_configure(const struct build *b, const struct source *src, struct kernel *out,
		     struct err *e)
{
	_cleanup_kernel_tree_ struct kernel_tree t = KERNEL_TREE_INIT;
	_cleanup_(kernel_config_free) struct kernel_config config = {0};

	if (begin(&t, b, src, &config, e))
		return -1;
	describe(&t, out);
	out->config = path_join(t.k.obj, ".config");
	return 0;
}
