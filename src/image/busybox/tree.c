/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/tree.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/file/digest.h"
#include "image/step/compiler.h"
#include "settings/packages.h"

/* BusyBox: Makefile, prepare3; what is left in include/ would be found before that of the build folder. */
static int check_clean(const char *tree, struct err *e)
{
	static const char *const signs[] = {".config", "include/config", "include/autoconf.h"};
	_cleanup_free_ char *quoted = shell_quote(tree);

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_free_ char *path = path_join(tree, signs[i]);

		if (!fs_exists(path))
			continue;
		err_kind_set(e, ERR_BUILD,
			     "the BusyBox tree '%s' is not clean: a build inside it left '%s', and "
			     "it then builds nowhere else",
			     tree, signs[i]);
		if (i == 0)
			err_hint(e, "save its .config first: the next command deletes it");
		return err_hint(e, "make -C %s mrproper", quoted);
	}
	return 0;
}

static void digest_state(struct digest *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0) {
		_cleanup_free_ char *text =
			xasprintf("%jd %jd.%09ld", (intmax_t)st.st_size,
				  (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
		digest_str(d, text);
	}
}

static int digest_folder(struct digest *d, const char *dir, unsigned depth, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	if (fs_list(dir, &names, e))
		return -1;
	strv_foreach(name, &names) {
		_cleanup_free_ char *path = path_join(dir, name);
		_cleanup_free_ char *kbuild = path_join(path, "Kbuild.src");

		/* editors' files come and go */
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
 * Objects, Kbuild and Config.in come from the names of the tree's files and from its *.src
 * (scripts/gen_build_files.sh), which are no dependency of any object.
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

static int stamp_add_fragment(struct busybox_tree *t, const char *path, const char *display,
			      struct err *e)
{
	return stamp_add_file(&t->config, t->b, display, path, e);
}

static int make_stamps(struct busybox_tree *t, const struct strv *cc, struct err *e)
{
	const struct settings *set = t->b->set;
	_cleanup_free_ char *compiler = compiler_identity(t->b, cc, e);
	_cleanup_free_ char *fragment = path_join(t->b->datadir, "data/busybox/static.config");
	_cleanup_free_ char *symbols = strv_join(&set->busybox_set, " ");
	_cleanup_free_ char *make = strv_join(&t->make, " ");

	if (!compiler || stamp_add_tree(&t->config, t->src, e) ||
	    stamp_add_fragment(t, fragment, "data/busybox/static.config", e))
		return -1;
	strv_foreach(path, &set->busybox_config)
		if (stamp_add_fragment(t, path, path, e))
			return -1;
	if (set->busybox_own_config && fs_exists(set->busybox_own_config) &&
	    stamp_add_fragment(t, set->busybox_own_config, set->busybox_own_config, e))
		return -1;
	stamp_add(&t->config, "busybox-set", symbols);
	for (size_t i = 0; i < t->config.names.n; i++)
		stamp_add(&t->all, t->config.names.v[i], t->config.values.v[i]);
	for (size_t i = 0; i < t->headers.names.n; i++)
		stamp_add(&t->all, t->headers.names.v[i], t->headers.values.v[i]);
	stamp_add(&t->all, "compiler", compiler);
	stamp_add(&t->all, "arguments of make", make);
	return 0;
}

/* What make is told, beside what the kernel's is; a later value of a name replaces an earlier one. */
static int make_arguments(struct busybox_tree *t, struct strv *cc, struct err *e)
{
	const char *headers = "";

	strv_addf(&t->make, "ARCH=%s", t->b->target->busybox_arch);
	strv_add(&t->make, "KCONFIG_NOTIMESTAMP=1");
	/* the test for ncurses says 'main() {}', which GCC 14 takes for an error */
	strv_add(&t->make, "HOSTCC=gcc -Wno-implicit-int");
	if (str_eq(t->b->set->libc, "musl")) {
		if (busybox_musl_begin(t, e))
			return -1;
		strv_add(cc, "musl-gcc");
		headers = " -idirafter ";
	} else if (compiler_words(t->b, cc, e)) {
		return -1;
	}
	/* empty: the banner is "BusyBox v1.35.0" without the time in brackets (libbb/messages.c) */
	strv_addf(&t->make, "EXTRA_CFLAGS=-DBB_EXTRA_VERSION=%s%s%s", headers,
		  *headers ? t->k.make_dir : "", *headers ? "/headers/include" : "");
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
	    busybox_wants(b, &t->wants, e) || make_arguments(t, &cc, e) || make_stamps(t, &cc, e))
		return -1;
	t->lock = build_lock(b, dir, e);
	return t->lock < 0 ? -1 : 0;
}

void busybox_tree_end(struct busybox_tree *t)
{
	if (t->lock >= 0)
		close(t->lock);
	kbuild_free(&t->k);
	kconfig_wants_free(&t->wants);
	strv_free(&t->make);
	source_free(&t->kernel);
	stamp_free(&t->headers);
	stamp_free(&t->config);
	stamp_free(&t->all);
}

char *busybox_tree_path(const struct busybox_tree *t, const char *name)
{
	return path_join(t->k.dir, name);
}

int busybox_tree_make(struct busybox_tree *t, const char *log, struct err *e, ...)
{
	_cleanup_free_ char *path = busybox_tree_path(t, log);
	_cleanup_strv_ struct strv args = {0};
	const char *goal;
	va_list ap;

	strv_addv(&args, &t->make);
	va_start(ap, e);
	while ((goal = va_arg(ap, const char *)))
		strv_add(&args, goal);
	va_end(ap);
	return kbuild_make(&t->k, &args, path, e);
}
