/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/recipe.h"

#include <signal.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "image/kbuild/namespace.h"
#include "image/kbuild/output.h"
#include "image/step/compiler.h"
#include "image/step/folder.h"
#include "settings/packages.h"

#define MIB (UINT64_C(1) << 20)

/* In this order; each script is data/recipe/NAME. */
static const struct step {
	const char *script;
	const char *title; /* for the progress */
} steps[] = {
	{"busybox", "recipe's busybox"},
	{"kernel", "recipe's kernel"},
	{"folder", "recipe's folder"},
	{"archive", "recipe's archive"},
};
#define ARCHIVE_STEP (ARRAY_SIZE(steps) - 1)

#define INIT "data/recipe/init"

/* The kernel's list of symbols, below the datadir. Caller's. */
static char *list_name(const struct build *b)
{
	return xasprintf("data/kernel/%s.config", b->target->recipe_fragment);
}

int recipe_check(const struct recipe_input *in, struct err *e)
{
	const struct build *b = in->b;
	const char *const paths[] = {b->cachedir, in->kernel->path, in->busybox->path, b->datadir};
	const struct source *const sources[] = {in->kernel, in->busybox};

	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		if (sources[i]->kind != SOURCE_TREE)
			return err_kind_set(e, ERR_USAGE,
					    "'%s' is prebuilt: the recipe builds from source",
					    sources[i]->path);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (!kbuild_plain_path(paths[i])) {
			err_kind_set(e, ERR_USAGE,
				     "the recipe cannot be built: kbuild refuses the path '%s'",
				     paths[i]);
			return err_hint(e, "it takes letters, digits and '/._-+@,'; XDG_CACHE_HOME "
					   "says where the cache is");
		}
	return 0;
}

static char *script_path(const struct build *b, const char *name)
{
	return path_joinf(b->datadir, "data/recipe/%s", name);
}

/* The environment does not depend on the user's. */
static void prepare(const struct recipe_input *in, const char *dir, const char *script,
		    const char *archive, struct proc *p)
{
	const struct build *b = in->b;
	_cleanup_free_ char *prefix = build_cross_prefix(b), *list = list_name(b);

	strv_add(&p->argv, "sh");
	strv_take(&p->argv, script_path(b, script));
	p->clear_env = true;
	strv_add(&p->env, "LC_ALL=C");
	if (getenv("TMPDIR"))
		strv_addf(&p->env, "TMPDIR=%s", getenv("TMPDIR"));
	if (*prefix)
		strv_addf(&p->env, "CROSS_COMPILE=%s", prefix);
	strv_addf(&p->env, "DATA=%s/data", b->datadir);
	strv_addf(&p->env, "KERNEL=%s", in->kernel->path);
	strv_addf(&p->env, "KERNEL_ARCH=%s", b->target->arch);
	strv_addf(&p->env, "KERNEL_CONFIG=%s/%s", b->datadir, list);
	strv_addf(&p->env, "KERNEL_TARGET=%s", in->board->make_target);
	strv_addf(&p->env, "BUSYBOX=%s", in->busybox->path);
	strv_addf(&p->env, "BUSYBOX_ARCH=%s", b->target->busybox_arch);
	strv_addf(&p->env, "CC=%s", b->set->cc ? b->set->cc : "");
	strv_addf(&p->env, "JOBS=%d", build_jobs(b));
	strv_addf(&p->env, "ARCHIVE=%s", archive);
	p->cwd = dir;
	p->death_signal = SIGTERM;
}

struct listener {
	const struct build *b;
	const struct step *step;
	struct kbuild_output out;
};

static void on_line(void *arg, const char *line)
{
	struct listener *l = arg;
	const char *item = kbuild_output_line(&l->out, line);

	if (item)
		progress_at(l->b->progress, l->step->title, l->out.steps, 0, "files", item);
}

static int failed(const struct listener *l, const struct proc *p, struct err *e)
{
	_cleanup_free_ char *ending = proc_ending(p), *lines = kbuild_output_errors(&l->out);

	err_kind_set(e, l->out.no_space || l->out.no_memory ? ERR_HOST : ERR_BUILD, "%s", ending);
	if (lines)
		err_detail(e, "%s", lines);
	err_log(e, p->log);
	build_hint_full(l->b, e);
	return err_wrap(e, "the %s", l->step->title);
}

static int run_step(const struct recipe_input *in, const struct step *step, const char *dir,
		    struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	struct listener l = {.b = in->b, .step = step};
	_cleanup_free_ char *log = path_joinf(dir, "%s.log", step->script);
	_cleanup_free_ char *archive = path_join(dir, "initramfs.cpio.gz");
	int r;

	if (fs_remove(log, e))
		return -1;
	prepare(in, dir, step->script, archive, &p);
	p.log = log;
	r = proc_run_logged(&p, on_line, &l, build_interrupt_fd(in->b), e);
	if (r == 0 && (!p.exited || p.status))
		r = failed(&l, &p, e);
	kbuild_output_free(&l.out);
	return r;
}

int recipe_from_nothing(const struct recipe_input *in, const char *dir, struct err *e)
{
	if (fs_mkdir_p(dir, 0755, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (run_step(in, &steps[i], dir, e))
			return -1;
	return 0;
}

static int make_stamp(const struct recipe_input *in, struct stamp *s, struct err *e)
{
	const struct build *b = in->b;
	_cleanup_free_ char *list = list_name(b), *list_path = path_join(b->datadir, list),
			    *init = path_join(b->datadir, INIT), *compiler = NULL;
	_cleanup_strv_ struct strv cc = {0};

	if (compiler_words(b, &cc, e))
		return -1;
	compiler = compiler_identity(b, &cc, e);
	if (!compiler)
		return -1;
	stamp_add(s, "kernel", in->kernel->path);
	stamp_add(s, "busybox", in->busybox->path);
	stamp_add(s, "compiler", compiler);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		_cleanup_free_ char *path = script_path(b, steps[i].script);

		if (stamp_add_file(s, b, steps[i].script, path, e))
			return -1;
	}
	return stamp_add_file(s, b, list, list_path, e) ? -1 : stamp_add_file(s, b, INIT, init, e);
}

int recipe_build(const struct recipe_input *in, struct recipe *out, struct err *e)
{
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	_cleanup_stamp_ struct stamp now = {0};
	_cleanup_free_ char *why = NULL;
	struct progress *p = in->b->progress;

	*out = (struct recipe){0};
	if (recipe_check(in, e) || packages_require(in->b->datadir, "bench", "the recipe", e))
		return -1;
	out->dir = path_joinf(in->b->cachedir, "build/recipe-%s-%s+%s-%s", in->kernel->name,
			      in->kernel->key, in->busybox->name, in->busybox->key);
	out->kernel = path_joinf(out->dir, "linux_build/%s", in->board->image);
	out->initramfs = path_join(out->dir, "initramfs.cpio.gz");
	if (folder_open(&f, in->b, out->dir, e) || make_stamp(in, &now, e))
		return -1;
	why = folder_stale(&f, FOLDER_STAMP, &now,
			   (const char *[]){out->kernel, out->initramfs, NULL});
	if (!why && (!in->kernel->ours || !in->busybox->ours))
		why = xstrdup("the tree is yours: only make knows whether it changed");
	if (!why) {
		progress_fresh(p, "recipe", "nothing changed");
		return 0;
	}
	progress_fact(p, "recipe", "built: %s", why);
	if (folder_begin(&f, FOLDER_STAMP, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		progress_begin(p, steps[i].title, "by hand");
		if (run_step(in, &steps[i], out->dir, e))
			return -1;
		progress_end(p, steps[i].title, NULL);
	}
	return folder_done(&f, FOLDER_STAMP, &now, e);
}

int recipe_archive(const struct recipe_input *in, const struct recipe *r, const char *archive,
		   const char *log, uint64_t *ns, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	uint64_t start;

	prepare(in, r->dir, steps[ARCHIVE_STEP].script, archive, &p);
	p.log = log;
	p.stdout_io = PROC_LOG;
	p.stderr_io = PROC_STDOUT;
	start = now_ns();
	if (proc_start(&p, e) || proc_wait(&p, e))
		return -1;
	*ns = now_ns() - start;
	if (!proc_ok(&p, e))
		return 0;
	err_log(e, log);
	return err_wrap(e, "the %s", steps[ARCHIVE_STEP].title);
}

void recipe_qemu(const struct recipe_input *in, const struct recipe *r, const char *qemu, bool kvm,
		 uint64_t memory, struct strv *argv)
{
	strv_addl(argv, qemu, "-kernel", r->kernel, "-initrd", r->initramfs, "-m", NULL);
	strv_addf(argv, "%llu", (unsigned long long)(memory / MIB));
	strv_addl(argv, "-nographic", "-append", NULL);
	strv_addf(argv, "console=%s", in->board->console);
	if (kvm)
		strv_addl(argv, "-accel", "kvm", NULL);
}

void recipe_free(struct recipe *r)
{
	free(r->dir);
	free(r->kernel);
	free(r->initramfs);
	*r = (struct recipe){0};
}
