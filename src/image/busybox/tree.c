/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/tree.h"

#include <sys/stat.h>

#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/busybox/requests.h"
#include "image/step/compiler.h"
#include "image/step/identity.h"
#include "settings/packages.h"

/* Headers left in include/ would be found before the build folder's (Makefile, prepare3). */
static int check_clean(const char *tree, struct err *e)
{
	static const char *const signs[] = {".config", "include/config", "include/autoconf.h"};
	_cleanup_free_ char *quoted = shell_quote(tree);

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_free_ char *path = path_join(tree, signs[i]);

		if (!fs_exists(path))
			continue;
		err_kind_set(e, ERR_BUILD,
			     "the BusyBox tree '%s' is not clean: a build inside it left '%s', so "
			     "it cannot be built elsewhere",
			     tree, signs[i]);
		if (i == 0)
			err_hint(e, "save its .config first: the next command deletes it");
		return err_hint(e, "make -C %s mrproper", quoted);
	}
	return 0;
}

static void digest_state(struct digest *d, const char *path)
{
	_cleanup_free_ char *identity = NULL;
	struct stat st;

	if (stat(path, &st) == 0)
		identity = identity_text(&st);
	digest_str(d, identity);
}

static int digest_folder(struct digest *d, const char *dir, unsigned depth, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	if (fs_list(dir, &names, e))
		return -1;
	strv_foreach(name, &names) {
		_cleanup_free_ char *path = path_join(dir, name);
		_cleanup_free_ char *kbuild = path_join(path, "Kbuild.src");

		/* files that editors leave */
		if (*name == '.' || str_ends(name, "~"))
			continue;
		digest_str(d, name);
		if (str_ends(name, ".src") || str_ends(name, ".src.h") || str_ends(name, ".in"))
			digest_state(d, path);
		else if (depth < 2 && fs_is_dir(path) && (depth == 0 || fs_exists(kbuild)) &&
			 digest_folder(d, path, depth + 1, e))
			return -1;
	}
	return 0;
}

/*
 * The names of the tree's files and the content of its *.src decide which objects, Kbuild and
 * Config.in there are (scripts/gen_build_files.sh), but no object depends on them.
 */
static int stamp_add_tree(struct stamp *s, const struct source *src, struct err *e)
{
	char hex[DIGEST_HEX];
	struct digest *d;
	int r;

	stamp_add(s, "source", src->key);
	if (src->ours)
		return 0;
	d = digest_new();
	r = digest_folder(d, src->path, 0, e);
	digest_end(d, hex);
	stamp_add(s, "files of the tree", hex);
	return r;
}

static int make_stamps(struct busybox_tree *t, const struct strv *cc, struct err *e)
{
	_cleanup_free_ char *compiler = compiler_identity(t->b, cc, e);
	_cleanup_free_ char *make = strv_join(&t->make, " ");

	if (!compiler || stamp_add_tree(&t->config, t->src, e) ||
	    busybox_requests_stamp(t->b, &t->config, e))
		return -1;
	stamp_add_all(&t->all, &t->config);
	stamp_add_all(&t->all, &t->musl.headers);
	stamp_add(&t->all, "compiler", compiler);
	stamp_add(&t->all, "arguments of make", make);
	return 0;
}

/* Added after kbuild's own arguments: if a name has two values, make takes the later one. */
static int make_arguments(struct busybox_tree *t, struct strv *cc, struct err *e)
{
	const char *headers = "";

	strv_addf(&t->make, "ARCH=%s", t->b->target->busybox_arch);
	strv_add(&t->make, "KCONFIG_NOTIMESTAMP=1");
	/* the test for ncurses has 'main() {}', which is an error for GCC 14 */
	strv_add(&t->make, "HOSTCC=gcc -Wno-implicit-int");
	if (str_eq(t->b->set->libc, "musl")) {
		if (musl_begin(&t->musl, t->b, &t->make, e))
			return -1;
		strv_add(cc, "musl-gcc");
		headers = " -idirafter ";
	} else if (compiler_words(t->b, cc, e)) {
		return -1;
	}
	/* empty: the banner is "BusyBox v1.35.0" without the time in brackets (libbb/messages.c) */
	strv_addf(&t->make, "EXTRA_CFLAGS=-DBB_EXTRA_VERSION=%s%s%s", headers,
		  *headers ? t->k.make_dir : "", *headers ? "/" MUSL_HEADERS "/include" : "");
	return 0;
}

static char *build_folder(const struct build *b, const struct source *src)
{
	const char *name = src->name;

	if (str_starts(name, "busybox-"))
		name += strlen("busybox-");
	return xasprintf("%s/build/busybox-%s-%s%s", b->cachedir, name, src->key,
			 str_eq(b->set->libc, "musl") ? "-musl" : "");
}

int busybox_tree_begin(struct busybox_tree *t, const struct build *b, const struct source *src,
		       struct err *e)
{
	_cleanup_free_ char *dir = build_folder(b, src);
	_cleanup_strv_ struct strv cc = {0};

	t->b = b;
	t->src = src;
	kbuild_init(&t->k, b, "BusyBox", src->path, dir);
	t->k.step = "busybox";
	if (check_clean(src->path, e) || packages_require(b->datadir, "busybox", "BusyBox", e) ||
	    busybox_requests(b, &t->requests, e) || make_arguments(t, &cc, e) ||
	    make_stamps(t, &cc, e))
		return -1;
	return folder_open(&t->folder, b, dir, e);
}

void busybox_tree_end(struct busybox_tree *t)
{
	folder_close(&t->folder);
	kbuild_free(&t->k);
	kconfig_requests_free(&t->requests);
	strv_free(&t->make);
	musl_free(&t->musl);
	stamp_free(&t->config);
	stamp_free(&t->all);
}
