/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kbuild/kbuild.h"

#include <ctype.h>
#include <signal.h>

#include "base/process/proc-run.h"
#include "base/process/proc-start.h"
#include "base/process/proc.h"
#include "image/kbuild/namespace.h"
#include "image/kbuild/output.h"

bool kbuild_plain_path(const char *path)
{
	for (; *path; path++)
		if (!isalnum((unsigned char)*path) && !strchr("/._-+@,", *path))
			return false;
	return true;
}

void kbuild_init(struct kbuild *k, const struct build *b, const char *what, const char *src,
		 const char *dir)
{
	*k = (struct kbuild){.b = b, .what = what, .step = what};
	k->src = xstrdup(src);
	k->dir = xstrdup(dir);
	k->obj = path_join(dir, "obj");
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
	*k = (struct kbuild){0};
}

char *kbuild_compiler(const struct build *b)
{
	_cleanup_free_ char *prefix = NULL;

	if (b->set->cc)
		return xstrdup(b->set->cc);
	prefix = build_cross_prefix(b);
	return xasprintf("%sgcc", prefix ? prefix : "");
}

/* Replaces 'from' and a '/' after it, where a path starts with it, by 'to'. */
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

/* What decides how the result looks comes from us alone, so that it is the same for everybody. */
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
	/* make's children go with it */
	p->death_signal = SIGTERM;
}

void kbuild_place(struct kbuild *k, struct proc *p)
{
	p->cwd = k->obj;
	if (!k->namespaced)
		return;
	p->in_child = namespace_enter;
	p->in_child_arg = k;
}

void kbuild_prepare(struct kbuild *k, struct proc *p, const struct strv *args)
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

	/* tools/ are built by absolute names, which nobody needs to read */
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
	if (l->out.no_libelf)
		err_hint(e, "libelf's headers are missing; 'jiffy doctor' says what to install");
	return -1;
}

int kbuild_make(struct kbuild *k, const struct strv *args, const char *log, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	struct listener l = {.k = k};
	int r;

	if (fs_remove(log, e) < 0 || fs_mkdir_p(k->obj, 0755, e) < 0)
		return -1;
	kbuild_prepare(k, &p, args);
	p.log = log;
	r = proc_run_logged(&p, on_line, &l, build_interrupt_fd(k->b), e);
	if (r < 0 && !p.exited && !p.signo && k->namespaced)
		namespace_explain(k, e);
	else if (r == 0 && (!p.exited || p.status))
		r = failed(&l, &p, log, e);
	k->done = l.out.steps;
	kbuild_output_free(&l.out);
	return r;
}

/* What was written to the log before menuconfig ended. */
static int menu_failed(struct listener *l, const struct proc *p, const char *log, struct err *e)
{
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_strv_ struct strv lines = {0};

	(void)fs_read(log, &text, &none);
	strv_split(&lines, sb_str(&text), "\n");
	strv_foreach(line, &lines)
		kbuild_output_line(&l->out, line);
	failed(l, p, log, e);
	if (l->out.no_curses)
		err_hint(e, "menuconfig needs the headers of ncurses; 'jiffy doctor' says what to "
			    "install");
	return -1;
}

int kbuild_menu(struct kbuild *k, const struct strv *args, const char *log, struct err *e)
{
	_cleanup_proc_ struct proc p = PROC_INIT;
	struct listener l = {.k = k};
	int r = 0;

	if (fs_remove(log, e) < 0)
		return -1;
	kbuild_prepare(k, &p, args);
	p.stdin_io = p.stdout_io = PROC_INHERIT;
	/* the screen is on stdout; complaints, and what make would say to do next, are not for it */
	p.stderr_io = PROC_LOG;
	p.log = log;
	if (proc_start(&p, e) || proc_wait(&p, e))
		return -1;
	if (!p.exited || p.status)
		r = menu_failed(&l, &p, log, e);
	kbuild_output_free(&l.out);
	return r;
}
