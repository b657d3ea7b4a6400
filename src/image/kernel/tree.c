/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/tree.h"

#include "base/file/path.h"
#include "image/kernel/requests.h"
#include "image/source/tree.h"
#include "image/step/compiler.h"
#include "settings/packages.h"

/*
 * The name as a part of the folder's: fit for makefiles, and without the '+' between parts.
 * Caller's.
 */
static char *plain(const char *name)
{
	char *copy = xstrdup(name), one[2] = "";

	for (char *p = copy; *p; p++) {
		one[0] = *p;
		if (strchr("/+", *p) || !kbuild_plain_path(one))
			*p = '_';
	}
	return copy;
}

char *kernel_family(const struct build *b, const struct source *src)
{
	_cleanup_free_ char *name = plain(src->name), *cc = plain(b->set->cc ? b->set->cc : "");

	return xasprintf("kernel-%s-%s+%s%s%s", name, src->key, b->target->name, *cc ? "." : "",
			 cc);
}

static char *build_folder(const struct build *b, const struct source *src)
{
	_cleanup_free_ char *family = kernel_family(b, src);
	_cleanup_sb_ struct strbuf name = {0};
	struct kernel_feature f[KERNEL_FEATURES];

	sb_addf(&name, "%s+%s", family, b->board->name);
	if (!str_eq(b->set->kernel_base, "default"))
		sb_addf(&name, "+%s", b->set->kernel_base);
	kernel_features(b->set, f);
	for (size_t i = 0; i < KERNEL_FEATURES; i++)
		if (f[i].on)
			sb_addf(&name, "+%s", f[i].name);
	return path_joinf(b->cachedir, "build/%s", sb_str(&name));
}

static char *identify_compiler(const struct build *b, struct err *e)
{
	_cleanup_free_ char *prefix = build_cross_prefix(b);
	_cleanup_strv_ struct strv words = {0};

	if (compiler_words(b, &words, e))
		return NULL;
	strv_addf(&words, "%sld", prefix);
	return compiler_identity(b, &words, e);
}

int kernel_tree_begin(struct kernel_tree *t, const struct build *b, const struct source *src,
		      struct err *e)
{
	_cleanup_free_ char *dir = NULL;

	if (src->kind != SOURCE_TREE) {
		err_kind_set(e, ERR_USAGE, "'%s' is a prebuilt kernel: it cannot be configured",
			     src->path);
		return err_hint(e, "--kernel also takes a source tree or a tarball");
	}
	t->b = b;
	t->src = src;
	dir = build_folder(b, src);
	kbuild_init(&t->k, b, "kernel", src->path, dir);
	if (source_check_clean(src->path, b->target->arch, e) ||
	    packages_require(b->datadir, "kernel", "the kernel", e))
		return -1;
	t->compiler = identify_compiler(b, e);
	if (!t->compiler || kernel_requests(b, &t->requests, e))
		return -1;
	return folder_open(&t->folder, b, dir, e);
}

void kernel_tree_end(struct kernel_tree *t)
{
	folder_close(&t->folder);
	kbuild_free(&t->k);
	kconfig_requests_free(&t->requests);
	free(t->compiler);
}
