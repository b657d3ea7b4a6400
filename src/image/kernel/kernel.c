/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/kernel.h"

#include <stdio.h>
#include <time.h>

#include "base/file/elf.h"
#include "image/kbuild/deps.h"
#include "image/kernel/tree.h"
#include "image/source/format.h"

#define STEP	    "kernel"
#define STEPS_GUESS 1100 /* lines of the first build of the default configuration of Linux 6.1 */

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

static char *read_line(const char *path)
{
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_read(path, &text, &none))
		return NULL;
	return xstrndup(sb_str(&text), strcspn(sb_str(&text), "\n"));
}

/* An ELF tells which processors it is for, and where it ends. */
static int look_at_elf(const struct build *b, struct kernel *k, struct err *e)
{
	_cleanup_elf_ struct elf_info elf = {0};
	_cleanup_free_ char *name = NULL;

	if (elf_read(k->image, &elf, e))
		return -1;
	k->end = elf.end > b->machine->ram_base ? elf.end - b->machine->ram_base : 0;
	if (!k->vmlinux)
		k->vmlinux = xstrdup(k->image);
	if (elf_kind_equal(&elf.kind, &b->target->elf))
		return 0;
	name = elf_kind_name(&elf.kind);
	err_kind_set(e, ERR_USAGE, "the kernel '%s' is for %s, not for %s", k->image, name,
		     b->target->name);
	return err_hint(e, "--arch names another architecture");
}

static int look_at_image(const struct build *b, struct kernel *k, struct err *e)
{
	const struct strv *taken = &b->machine->image_formats;
	_cleanup_free_ char *formats = NULL;
	char head[FORMAT_HEAD];
	ssize_t n = fs_read_head(k->image, head, sizeof(head), e);
	const char *format;

	if (n < 0)
		return -1;
	format = format_of(head, (size_t)n);
	if (str_eq(format, "ELF") && look_at_elf(b, k, e))
		return -1;
	if (taken->n && format && !strv_has(taken, format)) {
		formats = strv_join(taken, " or ");
		err_kind_set(e, ERR_USAGE, "the machine '%s' does not boot '%s': it is an %s",
			     b->machine->name, k->image, format);
		return err_hint(e, "the build that made it has an %s too: %s", formats,
				b->machine->image);
	}
	if (!k->end)
		k->end = format_end(head, (size_t)n);
	return 0;
}

/* A kernel that somebody else built. */
static int take_ready(const struct build *b, const struct source *src, struct kernel *out,
		      struct err *e)
{
	out->image = xstrdup(src->path);
	if (look_at_image(b, out, e) == 0)
		return 0;
	kernel_free(out);
	return -1;
}

static void describe(const struct kernel_tree *t, struct kernel *out)
{
	_cleanup_free_ char *release = kernel_tree_path(t, "obj/include/config/kernel.release");

	*out = (struct kernel){
		.image = path_join(t->k.obj, t->b->machine->image),
		.vmlinux = path_join(t->k.obj, "vmlinux"),
		.config = path_join(t->k.obj, ".config"),
		.release = read_line(release),
		.dir = xstrdup(t->k.dir),
		.obj = xstrdup(t->k.obj),
		.log = kernel_tree_path(t, "build.log"),
	};
}

static char *layout_path(const struct build *b)
{
	return b->machine->layout ? path_joinf(b->datadir, "data/kernel/%s", b->machine->layout)
				  : NULL;
}

/* Not written over without need: kbuild goes by times. */
static int copy_layout(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *from = layout_path(t->b), *to = path_join(t->k.obj, LAYOUT_HEADER);
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sb_ struct strbuf present = {0}, wanted = {0};

	if (!from)
		return 0;
	if (fs_read(from, &wanted, e))
		return -1;
	if (!fs_read(to, &present, &none) && str_eq(sb_str(&present), sb_str(&wanted)))
		return 0;
	return fs_write_str(to, sb_str(&wanted), e);
}

static int make_stamp(const struct kernel_tree *t, struct stamp *s, struct err *e)
{
	_cleanup_free_ char *layout = layout_path(t->b);
	_cleanup_free_ char *config = kernel_tree_path(t, "obj/.config");
	_cleanup_free_ char *vars = strv_join(&t->b->machine->make_vars, " ");

	stamp_add(s, "source", t->src->path);
	stamp_add(s, "compiler", t->compiler);
	stamp_add(s, "make target", t->b->machine->make_target);
	stamp_add(s, "make variables", vars);
	if (layout && stamp_add_file(s, t->b, "the kernel's layout", layout, e))
		return -1;
	return stamp_add_file(s, t->b, ".config", config, e);
}

/* Why the kernel must be built; NULL: it need not. */
static char *stale(const struct kernel_tree *t, const struct stamp *s)
{
	_cleanup_free_ char *stamp = kernel_tree_path(t, "stamp"),
			    *deps = kernel_tree_path(t, "deps");
	_cleanup_free_ char *image = path_join(t->k.obj, t->b->machine->image);
	_cleanup_free_ char *vmlinux = path_join(t->k.obj, "vmlinux");
	char *why;

	if (!fs_exists(stamp) && fs_exists(deps)) {
		why = kbuild_deps_changed(&t->k, deps, KBUILD_DEPS_ALL);
		return why ? why : xstrdup("the last build did not come to its end");
	}
	if (fs_exists(stamp) && t->why)
		return xstrdup(t->why);
	why = stamp_compare(s, stamp);
	if (!why && (!fs_is_file(image) || !fs_is_file(vmlinux)))
		why = xasprintf("'%s' is gone",
				fs_is_file(image) ? "vmlinux" : t->b->machine->image);
	if (why)
		return why;
	return kbuild_deps_changed(&t->k, deps, t->looked ? KBUILD_DEPS_SOURCES : KBUILD_DEPS_ALL);
}

/* How many steps to expect: what the last build from nothing took, when this is one. */
static uint64_t expected_steps(const struct kernel_tree *t, bool from_nothing)
{
	_cleanup_free_ char *path = kernel_tree_path(t, "steps");
	_cleanup_free_ char *line = read_line(path);

	if (!from_nothing)
		return 0;
	return line && atoll(line) > 0 ? (uint64_t)atoll(line) : STEPS_GUESS;
}

static int remember_steps(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *path = kernel_tree_path(t, "steps");
	_cleanup_free_ char *line = xasprintf("%llu\n", (unsigned long long)t->k.done);

	return fs_write_str(path, line, e);
}

/*
 * Functions, inlined calls and lines, for traces, unless the configuration asks for more by itself: 2 % of the compile
 * time, and nothing in what is booted.
 */
static bool has_debug_info(const struct kernel_tree *t)
{
	_cleanup_free_ char *config = kernel_tree_path(t, "obj/.config");
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_free_ char *value = NULL;

	if (fs_read(config, &text, &none) < 0)
		return false;
	value = kconfig_value(sb_str(&text), "DEBUG_INFO");
	return str_eq(value, "y");
}

/* The stamp is gone while objects change, so that whatever ends us, the next run goes on. */
static int run_make(struct kernel_tree *t, struct stamp *s, struct err *e)
{
	_cleanup_free_ char *stamp = kernel_tree_path(t, "stamp"),
			    *deps = kernel_tree_path(t, "deps");
	_cleanup_free_ char *first = kernel_tree_path(t, "obj/include/config/auto.conf");
	_cleanup_free_ char *jobs = xasprintf("-j%d", build_jobs(t->b));
	bool from_nothing = !fs_exists(first);
	struct timespec start;

	t->k.step = STEP;
	t->k.total = expected_steps(t, from_nothing);
	clock_gettime(CLOCK_REALTIME, &start);
	if (kbuild_deps_forget(&t->k, deps, e) || fs_remove(stamp, e) || copy_layout(t, e))
		return -1;
	/* -O: lines of compilers that run side by side do not mix */
	if (kernel_tree_make(t, "build.log", e, jobs, "-Otarget", t->b->machine->make_target,
			     has_debug_info(t) ? NULL : "KCFLAGS=-g1", NULL)) {
		_cleanup_err_ struct err none = ERR_INIT;

		/* what was compiled by now was made from these */
		(void)kbuild_deps_write(&t->k, deps, &start, &none);
		return -1;
	}
	if (from_nothing && remember_steps(t, e))
		return -1;
	stamp_free(s);
	*s = (struct stamp){0};
	/* kbuild may have completed .config */
	if (kbuild_deps_write(&t->k, deps, &start, e) || make_stamp(t, s, e))
		return -1;
	return stamp_write(s, stamp, e);
}

static int build(struct kernel_tree *t, struct err *e)
{
	_cleanup_stamp_ struct stamp stamp = {0};
	_cleanup_free_ char *why = NULL;

	if (make_stamp(t, &stamp, e))
		return -1;
	why = stale(t, &stamp);
	if (!why) {
		progress_fresh(t->b->progress, STEP, "nothing changed");
		return 0;
	}
	progress_begin(t->b->progress, STEP, "%s", why);
	if (run_make(t, &stamp, e)) {
		build_hint_full(t->b, e);
		return err_wrap(e, "building the kernel");
	}
	progress_end(t->b->progress, STEP, NULL);
	return 0;
}

int kernel_build(const struct build *b, const struct source *src, struct kernel *out, struct err *e)
{
	_cleanup_kernel_tree_ struct kernel_tree t = KERNEL_TREE_INIT;

	if (src->kind == SOURCE_BINARY)
		return take_ready(b, src, out, e);
	if (kernel_tree_begin(&t, b, src, e) || kernel_tree_configure(&t, e) || build(&t, e))
		return -1;
	describe(&t, out);
	if (kernel_keep_image(&t, out, e) || look_at_image(b, out, e)) {
		kernel_free(out);
		return -1;
	}
	out->sizes = kernel_keep_sizes(&t, out->image);
	return 0;
}

int kernel_configure(const struct build *b, const struct source *src, struct kernel *out,
		     struct err *e)
{
	_cleanup_kernel_tree_ struct kernel_tree t = KERNEL_TREE_INIT;

	if (kernel_tree_begin(&t, b, src, e) || kernel_tree_configure(&t, e))
		return -1;
	describe(&t, out);
	return 0;
}
