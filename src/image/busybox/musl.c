/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/musl.h"

#include <errno.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/kbuild/kbuild.h"
#include "image/source/tree.h"
#include "image/step/compiler.h"
#include "image/step/folder.h"

/* musl-gcc is only for the host's own architecture; for others there are whole compilers. */
static int choose_cross(const struct build *b, struct strv *make, struct err *e)
{
	const char *prefix = b->target->cross_musl;
	_cleanup_free_ char *name = prefix ? xasprintf("%sgcc", prefix) : NULL;
	_cleanup_free_ char *found = name ? path_find_program(name) : NULL;

	if (!found) {
		err_kind_set(e, ERR_USAGE, "no compiler for musl on '%s' is installed",
			     b->target->name);
		if (name)
			err_hint(e, "it would be called '%s'", name);
		return err_hint(e, "leave out '--libc musl'");
	}
	strv_addf(make, "CC=%s", name);
	return 0;
}

/* musl-gcc runs $REALGCC, one program (musl: tools/musl-gcc.specs.sh and its Makefile). */
static int choose_compiler(const struct build *b, struct strv *make, struct err *e)
{
	_cleanup_free_ char *found = path_find_program("musl-gcc");
	_cleanup_strv_ struct strv words = {0};

	if (!target_is_native(b->target))
		return choose_cross(b, make, e);
	if (!found) {
		err_set(e, "cannot build BusyBox with musl: 'musl-gcc' is not installed");
		return err_hint(e, "the package 'musl-tools' has it");
	}
	strv_add(make, "CC=musl-gcc");
	if (!b->set->cc)
		return 0;
	if (compiler_words(b, &words, e))
		return -1;
	if (words.n != 1)
		return err_kind_set(e, ERR_USAGE,
				    "musl-gcc needs a compiler that is one word, not '%s'",
				    b->set->cc);
	strv_addf(make, "REALGCC=%s", words.v[0]);
	return 0;
}

int musl_begin(struct musl *m, const struct build *b, struct strv *make, struct err *e)
{
	_cleanup_free_ char *makefile = NULL;

	if (choose_compiler(b, make, e) || source_kernel(b, &m->kernel, e))
		return -1;
	if (m->kernel.kind == SOURCE_BINARY) {
		stamp_add(&m->headers, "kernel headers", "the host's");
		return 0;
	}
	makefile = path_join(m->kernel.path, "Makefile");
	stamp_add(&m->headers, "kernel headers", m->kernel.key);
	/* it holds the version; headers only grow from one to the next */
	return stamp_add_file(&m->headers, b, "kernel version", makefile, e);
}

static bool has_goal(const char *makefile, const char *goal)
{
	_cleanup_free_ char *line = xasprintf("\n%s:", goal);
	_cleanup_sb_ struct strbuf text = {0};

	return fs_try_read(makefile, &text) && strstr(sb_str(&text), line);
}

/* 'make headers' needs no rsync, but came with Linux 5.3; before, 'headers_install' needed none. */
static int export_headers(const struct musl *m, const struct build *b, const struct folder *f,
			  const char *include, struct err *e)
{
	_cleanup_free_ char *makefile = path_join(m->kernel.path, "Makefile");
	_cleanup_free_ char *log = xasprintf("%s.log", f->dir);
	_cleanup_kbuild_ struct kbuild k = {0};
	_cleanup_strv_ struct strv args = {0};

	if (source_check_clean(m->kernel.path, b->target->arch, e))
		return -1;
	kbuild_init(&k, b, "kernel headers", m->kernel.path, f->dir);
	k.step = "busybox";
	if (has_goal(makefile, "headers")) {
		strv_add(&args, "headers");
	} else {
		strv_add(&args, "headers_install");
		strv_addf(&args, "INSTALL_HDR_PATH=%s/usr", k.make_obj);
	}
	if (kbuild_make(&k, log, &args, e, NULL))
		return -1;
	if (symlink("obj/usr/include", include))
		return err_errno(e, errno, "cannot make '%s'", include);
	return 0;
}

/* Only the kernel's part of /usr/include: the rest is another libc's. */
static int link_host_headers(const struct build *b, const char *include, struct err *e)
{
	_cleanup_free_ char *triplet = xasprintf("/usr/include/%s/asm", b->target->triplet);
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
		return err_hint(e, "--kernel with a source tree provides it; the host's headers "
				   "are in the package 'linux-libc-dev'");
	}
	return 0;
}

int musl_headers(const struct musl *m, const struct build *b, const char *folder, struct err *e)
{
	static const char *const outputs[] = {NULL};
	_cleanup_free_ char *dir = path_join(folder, MUSL_HEADERS), *why = NULL;
	_cleanup_free_ char *include = path_join(dir, "include");
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	int r;

	if (!m->headers.names.n)
		return 0;
	folder_inside(&f, dir);
	why = folder_stale(&f, FOLDER_STAMP, &m->headers, outputs);
	if (!why)
		return 0;
	if (fs_remove(dir, e) || folder_begin(&f, FOLDER_STAMP, e))
		return -1;
	if (m->kernel.kind == SOURCE_TREE)
		r = export_headers(m, b, &f, include, e);
	else
		r = link_host_headers(b, include, e);
	if (r || check_headers(include, e))
		return -1;
	return folder_done(&f, FOLDER_STAMP, &m->headers, e);
}

void musl_free(struct musl *m)
{
	source_free(&m->kernel);
	stamp_free(&m->headers);
}
