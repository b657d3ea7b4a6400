/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --libc musl: the compiler's wrapper, and the kernel's headers for programs, which musl comes without. */
#include <errno.h>

#include "image/busybox/tree.h"
#include "image/step/compiler.h"

/* musl-gcc is only for the host's own architecture; for others there are whole compilers. */
static int choose_cross(struct busybox_tree *t, struct err *e)
{
	const char *prefix = t->b->target->cross_musl;
	_cleanup_free_ char *name = prefix ? xasprintf("%sgcc", prefix) : NULL;
	_cleanup_free_ char *found = name ? path_find_program(name) : NULL;

	if (!found) {
		err_kind_set(e, ERR_USAGE, "no compiler for musl on '%s' is installed",
			     t->b->target->name);
		if (name)
			err_hint(e, "it would be '%s'", name);
		return err_hint(e, "leave out '--libc musl'");
	}
	strv_addf(&t->make, "CC=%s", name);
	return 0;
}

/* musl-gcc runs $REALGCC, one program (musl: tools/musl-gcc.specs.sh and its Makefile). */
static int choose_compiler(struct busybox_tree *t, struct err *e)
{
	_cleanup_free_ char *found = path_find_program("musl-gcc");
	_cleanup_strv_ struct strv words = {0};

	if (!target_is_native(t->b->target))
		return choose_cross(t, e);
	if (!found) {
		err_set(e, "cannot build BusyBox with musl: 'musl-gcc' is not installed");
		return err_hint(e, "the package 'musl-tools' has it");
	}
	strv_add(&t->make, "CC=musl-gcc");
	if (!t->b->set->cc)
		return 0;
	if (compiler_words(t->b, &words, e))
		return -1;
	if (words.n != 1)
		return err_kind_set(e, ERR_USAGE,
				    "musl-gcc takes a compiler of one word, and not '%s'",
				    t->b->set->cc);
	strv_addf(&t->make, "REALGCC=%s", words.v[0]);
	return 0;
}

int busybox_musl_begin(struct busybox_tree *t, struct err *e)
{
	_cleanup_free_ char *makefile = NULL;

	if (choose_compiler(t, e) || source_kernel(t->b, &t->kernel, e))
		return -1;
	if (t->kernel.kind == SOURCE_BINARY) {
		stamp_add(&t->headers, "kernel headers", "the host's");
		return 0;
	}
	makefile = path_join(t->kernel.path, "Makefile");
	stamp_add(&t->headers, "kernel headers", t->kernel.key);
	/* A user's tree keeps its path; its version stands here. What it exports only ever grows. */
	return stamp_add_file(&t->headers, t->b, "kernel version", makefile, e);
}

static bool has_goal(const char *makefile, const char *goal)
{
	_cleanup_free_ char *line = xasprintf("\n%s:", goal);
	_cleanup_sb_ struct strbuf text = {0};
	_cleanup_err_ struct err none = ERR_INIT;

	return fs_read(makefile, &text, &none) == 0 && strstr(sb_str(&text), line);
}

/* 'make headers' needs no rsync, but came with Linux 5.3; before it 'headers_install' needed none. */
static int export_headers(const struct busybox_tree *t, const char *dir, const char *include,
			  struct err *e)
{
	_cleanup_free_ char *makefile = path_join(t->kernel.path, "Makefile");
	_cleanup_free_ char *log = busybox_tree_path(t, "headers.log");
	_cleanup_kbuild_ struct kbuild k = {0};
	_cleanup_strv_ struct strv args = {0};
	int r;

	kbuild_init(&k, t->b, "kernel headers", t->kernel.path, dir);
	k.step = "busybox";
	if (has_goal(makefile, "headers")) {
		strv_add(&args, "headers");
	} else {
		strv_add(&args, "headers_install");
		strv_addf(&args, "INSTALL_HDR_PATH=%s/usr", k.make_obj);
	}
	r = source_check_clean(t->kernel.path, t->b->target->arch, e);
	if (r == 0)
		r = kbuild_make(&k, &args, log, e);
	if (r == 0 && symlink("obj/usr/include", include) < 0)
		r = err_errno(e, errno, "cannot make '%s'", include);
	return r;
}

/* A folder of the kernel's part of /usr/include alone: the rest is another libc's. */
static int link_host_headers(const struct busybox_tree *t, const char *include, struct err *e)
{
	_cleanup_free_ char *triplet = xasprintf("/usr/include/%s/asm", t->b->target->triplet);
	const struct {
		const char *name, *path;
	} parts[] = {{"linux", "/usr/include/linux"},
		     {"asm-generic", "/usr/include/asm-generic"},
		     {"mtd", "/usr/include/mtd"},
		     {"asm", triplet},
		     {"asm", "/usr/include/asm"}};

	if (fs_mkdir_p(include, 0755, e))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_cleanup_free_ char *name = path_join(include, parts[i].name);

		if (!fs_is_dir(parts[i].path))
			continue;
		if (symlink(parts[i].path, name) < 0 && errno != EEXIST)
			return err_errno(e, errno, "cannot make '%s'", name);
	}
	return 0;
}

static int check_headers(const char *include, struct err *e)
{
	static const char *const needed[] = {"linux/version.h", "asm/types.h"};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		_cleanup_free_ char *path = path_join(include, needed[i]);

		if (fs_exists(path))
			continue;
		err_set(e, "cannot build BusyBox with musl: the kernel's header '%s' is missing",
			needed[i]);
		return err_hint(e, "--kernel with a source tree brings them; those of the host "
				   "are in the package 'linux-libc-dev'");
	}
	return 0;
}

int busybox_musl_headers(struct busybox_tree *t, struct err *e)
{
	_cleanup_free_ char *dir = busybox_tree_path(t, "headers");
	_cleanup_free_ char *stamp = path_join(dir, "stamp"), *include = path_join(dir, "include");
	_cleanup_free_ char *why = NULL;
	int r;

	if (!t->headers.names.n)
		return 0;
	why = stamp_compare(&t->headers, stamp);
	if (!why)
		return 0;
	if (fs_remove(dir, e) || fs_mkdir_p(dir, 0755, e))
		return -1;
	if (t->kernel.kind == SOURCE_TREE)
		r = export_headers(t, dir, include, e);
	else
		r = link_host_headers(t, include, e);
	if (r || check_headers(include, e))
		return -1;
	return stamp_write(&t->headers, stamp, e);
}
