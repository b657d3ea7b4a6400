/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/kbuild.h"

#include <signal.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "base/process/proc-run.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "image/kbuild/output.h"

void kbuild_init(struct kbuild *k, const struct build *b, const char *what, const char *src,
		 const char *dir)
{
	*k = (struct kbuild){.b = b, .what = what, .step = what};
	k->src = xstrdup(src);
	k->dir = xstrdup(dir);
	k->obj = path_join(dir, "obj");
	k->names = (struct namespace){k->src, k->dir};
	k->namespaced = !kbuild_plain_path(src) || !kbuild_plain_path(dir);
	k->make_src = xstrdup(k->namespaced ? NAMESPACE_SRC : src);
	k->make_dir = xstrdup(k->namespaced ? NAMESPACE_DIR : dir);
	k->make_obj = path_join(k->make_dir, "obj");
}

void kbuild_free(struct kbuild *k)
{
	free(k->src);
	free(k->dir);
	free(k->obj);
	free(k->make_src);
	free(k->make_dir);
	free(k->make_obj);
	free(k->makefile);
	*k = (struct kbuild){0};
}

/* Replaces 'from/' by 'to' everywhere. */
static char *replace_folder(const char *text, const char *from, const char *to)
{
	struct strbuf sb = {0};
	size_t n = strlen(from);
	const char *p;

	while ((p = strstr(text, from))) {
		sb_addn(&sb, text, (size_t)(p - text));
		if (p[n] == '/') {
			sb_add(&sb, to);
			text = p + n + 1;
		} else {
			sb_addn(&sb, p, n);
			text = p + n;
		}
	}
	sb_add(&sb, text);
	return sb_detach(&sb);
}

char *kbuild_real_text(const struct kbuild *k, const char *text)
{
	_cleanup_free_ char *short_src = replace_folder(text, k->make_src, "");
	_cleanup_free_ char *dir = xasprintf("%s/", k->dir);

	return k->namespaced ? replace_folder(short_src, k->make_dir, dir) : TAKE_PTR(short_src);
}

/* The user's environment must not change the result. */
static void add_environment(struct proc *p)
{
	static const char *const passed[] = {"TMPDIR", "TERM", "CCACHE_DIR", "CCACHE_CONFIGPATH"};

	p->clear_env = true;
	for (size_t i = 0; i < ARRAY_SIZE(passed); i++)
		if (getenv(passed[i]))
			strv_addf(&p->env, "%s=%s", passed[i], getenv(passed[i]));
	strv_addl(&p->env, "LC_ALL=C", "KBUILD_BUILD_USER=jiffy", "KBUILD_BUILD_HOST=jiffy",
		  "KBUILD_BUILD_VERSION=1", "KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
		  NULL);
	/* make then ends its children, too */
	p->death_signal = SIGTERM;
}

void kbuild_place(struct kbuild *k, struct proc *p)
{
	p->cwd = k->obj;
	if (!k->namespaced)
		return;
	p->in_child = namespace_enter;
	p->in_child_arg = &k->names;
}

static void prepare(struct kbuild *k, struct proc *p, const struct strv *args)
{
	_cleanup_free_ char *prefix = build_cross_prefix(k->b);

	strv_addl(&p->argv, "make", "--no-print-directory", "-C", k->make_src, NULL);
	strv_addf(&p->argv, "O=%s", k->make_obj);
	strv_addf(&p->argv, "ARCH=%s", k->b->target->arch);
	if (prefix && *prefix)
		strv_addf(&p->argv, "CROSS_COMPILE=%s", prefix);
	if (k->b->set->cc)
		strv_addf(&p->argv, "CC=%s", k->b->set->cc);
	strv_addv(&p->argv, args);
	add_environment(p);
	if (k->makefile)
		strv_addf(&p->env, "MAKEFILES=%s", k->makefile);
	kbuild_place(k, p);
}

struct listener {
	struct kbuild *k;
	struct kbuild_output out;
};

static void on_line(void *arg, const char *line)
{
	struct listener *l = arg;
	struct kbuild *k = l->k;
	const char *item = kbuild_output_line(&l->out, line), *below;

	/* what is in tools/ has an absolute name; its end is enough */
	if (item && *item == '/' && (below = strstr(item, "/obj/")))
		item = below + strlen("/obj/");
	if (item)
		progress_at(k->b->progress, k->step, l->out.steps,
			    l->out.steps <= k->total ? k->total : 0, "files", item);
}

static int failed(struct listener *l, const struct proc *p, const char *log, struct err *e)
{
	_cleanup_free_ char *ending = proc_ending(p), *lines = kbuild_output_errors(&l->out);
	_cleanup_free_ char *real = lines ? kbuild_real_text(l->k, lines) : NULL;

	err_kind_set(e,
		     l->out.no_space || l->out.no_libelf || l->out.no_memory ? ERR_HOST : ERR_BUILD,
		     "%s", ending);
	if (real)
		err_detail(e, "%s", real);
	err_log(e, log);
	build_hint_full(l->k->b, e);
	if (l->out.no_memory)
		err_hint(e, "the host ran out of memory: fewer --jobs need less");
	if (l->out.old_compiler)
		err_hint(e, "--cc names another compiler");
	if (l->out.no_libelf)
		err_hint(e, "libelf's headers are missing; 'jiffy doctor' says what to install");
	return -1;
}

int kbuild_make(struct kbuild *k, const char *log, const struct strv *more, struct err *e, ...)
{
	_cleanup_free_ char *path = path_join(k->dir, log);
	_cleanup_proc_ struct proc p = PROC_INIT;
	_cleanup_strv_ struct strv args = {0};
	struct listener l = {.k = k};
	const char *arg;
	va_list ap;
	int r;

	va_start(ap, e);
	while ((arg = va_arg(ap, const char *)))
		strv_add(&args, arg);
	va_end(ap);
	if (more)
		strv_addv(&args, more);
	if (fs_remove(path, e) || fs_mkdir_p(k->obj, 0755, e))
		return -1;
	prepare(k, &p, &args);
	p.log = path;
	r = proc_run_logged(&p, on_line, &l, build_interrupt_fd(k->b), e);
	if (r < 0 && !p.exited && !p.signo && k->namespaced)
		namespace_explain(&k->names, e);
	else if (r == 0 && (!p.exited || p.status))
		r = failed(&l, &p, path, e);
	k->done = l.out.steps;
	kbuild_output_free(&l.out);
	return r;
}

/* The reason is in the log. */
static int menu_failed(struct listener *l, const struct proc *p, const char *log, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_strv_ struct strv lines = {0};

	(void)fs_try_read(log, &text);
	strv_split(&lines, sb_str(&text), "\n");
	strv_foreach(line, &lines)
		kbuild_output_line(&l->out, line);
	failed(l, p, log, e);
	if (l->out.no_curses)
		err_hint(e, "menuconfig needs the headers of ncurses; 'jiffy doctor' says what to "
			    "install");
	return -1;
}

int kbuild_menu(struct kbuild *k, const char *log, const struct strv *args, struct err *e)
{
	_cleanup_free_ char *path = path_join(k->dir, log);
	_cleanup_proc_ struct proc p = PROC_INIT;
	struct listener l = {.k = k};
	int r = 0;

	if (fs_remove(path, e))
		return -1;
	prepare(k, &p, args);
	p.stdin_io = p.stdout_io = PROC_INHERIT;
	/* the screen is on stdout: error messages must not disturb it */
	p.stderr_io = PROC_LOG;
	p.log = path;
	if (proc_start(&p, e) || proc_wait(&p, e))
		return -1;
	if (!p.exited || p.status)
		r = menu_failed(&l, &p, path, e);
	kbuild_output_free(&l.out);
	return r;
}
