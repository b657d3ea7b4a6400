/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/source/source.h"

#include <errno.h>
#include <strings.h>

#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/source/debsrc.h"
#include "image/source/download.h"
#include "image/source/format.h"
#include "image/source/tree.h"
#include "image/source/unpack.h"
#include "image/step/partial.h"
#include "image/step/use.h"

#define KEY_DIGITS 8

/* For hosts without a source package; the digest is from the release's own .sha256 file. */
static const char pinned_url[] = "https://busybox.net/downloads/busybox-1.36.1.tar.bz2";
static const char pinned_sha256[] =
	"b8cc24c9574d809e7279c3be349795c5d5ceb6fdf19ca709f80cde50e47de314";

/* How a kernel's source differs from BusyBox's. */
struct kind {
	const char *what; /* for people */
	const char *name; /* first part of a tree's name */
	const char *flag, *sha256_flag;
	const char *takes; /* what can be given to the flag */
	bool (*is_tree)(const char *dir);
};
static const struct kind kernel_kind = {
	.what = "kernel",
	.name = "linux",
	.flag = "--kernel",
	.sha256_flag = "--kernel-sha256",
	.takes = "a kernel tree, a tarball of one, its URL, a bzImage, an Image or a vmlinux",
	.is_tree = source_is_kernel_tree,
};
static const struct kind busybox_kind = {
	.what = "BusyBox",
	.name = "busybox",
	.flag = "--busybox",
	.sha256_flag = "--busybox-sha256",
	.takes = "a BusyBox tree, a tarball of one, its URL or a static binary",
	.is_tree = source_is_busybox_tree,
};

/* A source that was named by a flag or by jiffy.ini, or that was found. */
struct request {
	const struct build *b;
	const struct kind *kind;
	const char *spec;
	const char *sha256; /* required; NULL: any */
	const char *origin; /* for people; NULL: spec */
};

/* 1: the file is a prebuilt program; 0: it is not; -1: it cannot be read. */
static int is_binary(const char *path, struct err *e)
{
	char head[FORMAT_HEAD];
	ssize_t n = fs_read_head(path, head, sizeof(head), e);

	if (n < 0)
		return -1;
	return format_of(head, (size_t)n) != NULL;
}

bool source_is_prebuilt(const char *spec)
{
	_cleanup_err_ struct err unknown = ERR_INIT;

	return fs_is_file(spec) && is_binary(spec, &unknown) == 1;
}

static char *key_of_text(const char *text)
{
	struct digest *d = digest_new();
	char hex[DIGEST_HEX];

	digest_str(d, text);
	digest_end(d, hex);
	return xstrndup(hex, KEY_DIGITS);
}

static int fill(const struct request *r, struct source *out, enum source_kind kind,
		const char *path, const char *name, const char *key, bool ours)
{
	*out = (struct source){
		.kind = kind,
		.path = xstrdup(path),
		.name = xstrdup(name),
		.key = xstrndup(key, KEY_DIGITS),
		.origin = xstrdup(r->origin ? r->origin : r->spec),
		.ours = ours,
	};
	return 0;
}

static int from_tree(const struct request *r, const char *dir, struct source *out, struct err *e)
{
	_cleanup_free_ char *name = NULL, *key = NULL;

	if (!r->kind->is_tree(dir)) {
		err_kind_set(e, ERR_USAGE, "the folder '%s' is not a %s source tree", dir,
			     r->kind->what);
		return err_hint(e, "%s takes %s", r->kind->flag, r->kind->takes);
	}
	name = source_tree_name(dir, r->kind->name);
	key = key_of_text(dir);
	return fill(r, out, SOURCE_TREE, dir, name, key, false);
}

/* The tree in an unpacked tarball: its only folder, as usual, or all of it. */
static char *unpacked_root(const char *dir, struct err *e)
{
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ char *only = NULL;

	if (fs_list(dir, &names, e))
		return NULL;
	if (names.n != 1)
		return xstrdup(dir);
	only = path_join(dir, names.v[0]);
	return fs_is_dir(only) ? TAKE_PTR(only) : xstrdup(dir);
}

static int unpack_to(const struct request *r, const char *tarball, const char *target,
		     const char *step, struct err *e)
{
	_cleanup_partial_ struct partial p = PARTIAL_INIT;
	_cleanup_free_ char *root = NULL;

	if (partial_begin(&p, target, e) || unpack_tarball(r->b, tarball, p.path, step, e))
		return -1;
	root = unpacked_root(p.path, e);
	if (!root)
		return -1;
	if (!r->kind->is_tree(root)) {
		err_kind_set(e, ERR_USAGE, "'%s' holds no %s source tree", tarball, r->kind->what);
		return err_hint(e, "%s takes %s", r->kind->flag, r->kind->takes);
	}
	return partial_commit(&p, root, e);
}

/* Unpacks the tarball to 'target' unless that is there by now. */
static int unpack_locked(const struct request *r, const char *tarball, const char *target,
			 const char *step, struct err *e)
{
	_cleanup_free_ char *lock_path = use_tree_lock(target);
	_cleanup_free_ char *doing = xasprintf("unpacks '%s'", tarball);
	_cleanup_close_ int lock = build_lock_file(r->b, lock_path, doing, e);

	if (lock < 0)
		return -1;
	if (fs_is_dir(target))
		return 0;
	progress_begin(r->b->progress, step, "it is not in the cache yet");
	if (unpack_to(r, tarball, target, step, e))
		return -1;
	progress_end(r->b->progress, step, "done");
	return 0;
}

/* Says what the file is, and what it should be. */
static void hint_format(const struct request *r, const char *path, struct err *e)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	char head[FORMAT_HEAD];
	const ssize_t n = fs_read_head(path, head, sizeof(head), &unread);
	const char *what = n >= 0 ? format_other(head, (size_t)n) : NULL;

	if (what)
		err_hint(e, "it is %s", what);
	err_hint(e, "%s takes %s", r->kind->flag, r->kind->takes);
}

/* Unpacks the tarball to 'target' unless that is there, and marks it as in use. */
static int unpack_once(const struct request *r, const char *tarball, const char *target,
		       struct err *e)
{
	_cleanup_free_ char *step = xasprintf("unpack %s", path_basename(tarball));
	int gone = use_tree(r->b, target, e);

	if (!gone)
		progress_fresh(r->b->progress, step, "unpacked already");
	/* another jiffy's 'clean' may come between */
	for (; gone > 0; gone = use_tree(r->b, target, e))
		if (unpack_locked(r, tarball, target, step, e))
			return -1;
	return gone;
}

/* known: the digest, when it has been verified already; else NULL. */
static int from_file(const struct request *r, const char *path, const char *called,
		     const char *known, struct source *out, struct err *e)
{
	_cleanup_free_ char *name = source_plain_name(called), *target = NULL, *key = NULL;
	char hex[DIGEST_HEX];
	int binary = is_binary(path, e);

	if (binary < 0)
		return -1;
	if (binary && !r->sha256) {
		key = key_of_text(path);
		return fill(r, out, SOURCE_BINARY, path, name, key, false);
	}
	if (!known) {
		if (build_digest_file(r->b, path, hex, e))
			return -1;
		if (r->sha256 && strcasecmp(r->sha256, hex) != 0) {
			err_set(e, "'%s' does not have the sha256 that %s asks for", path,
				r->kind->sha256_flag);
			err_detail(e, "wanted: %s\ngot:    %s", r->sha256, hex);
			return err_hint(e, "get the file again, or correct the digest");
		}
		known = hex;
	}
	if (binary)
		return fill(r, out, SOURCE_BINARY, path, name, known, false);
	target = path_joinf(r->b->cachedir, "sources/%s-%.*s", name, KEY_DIGITS, known);
	if (unpack_once(r, path, target, e)) {
		if (str_ends(e->msg, "is not a tarball"))
			hint_format(r, path, e);
		return -1;
	}
	return fill(r, out, SOURCE_TREE, target, name, known, true);
}

static int from_url(const struct request *r, struct source *out, struct err *e)
{
	_cleanup_free_ char *shown = download_public_url(r->spec);
	_cleanup_free_ char *called = download_file_name(r->spec);
	_cleanup_free_ char *path = NULL;
	struct request named = *r;

	if (!r->sha256) {
		err_kind_set(e, ERR_USAGE, "'%s' needs %s", shown, r->kind->sha256_flag);
		return err_hint(e, "the digest is published beside the file");
	}
	path = download(r->b, r->spec, r->sha256, e);
	if (!path)
		return -1;
	named.origin = r->origin ? r->origin : shown;
	/* the file's name begins with the digest, in lower case */
	return from_file(&named, path, called, path_basename(path), out, e);
}

static int resolve(const struct request *r, struct source *out, struct err *e)
{
	_cleanup_free_ char *path = NULL;

	if (r->sha256 && !digest_valid(r->sha256))
		return err_kind_set(e, ERR_USAGE, "%s: '%s' is not a sha256 (64 hex digits)",
				    r->kind->sha256_flag, r->sha256);
	if (strstr(r->spec, "://"))
		return from_url(r, out, e);
	path = path_absolute(r->spec);
	if (fs_is_dir(path))
		return from_tree(r, path, out, e);
	if (fs_is_file(path))
		return from_file(r, path, path, NULL, out, e);
	if (fs_exists(path))
		err_kind_set(e, ERR_USAGE, "'%s' is neither a file nor a folder", path);
	else
		err_kind_set(e, ERR_USAGE, "cannot open '%s': %s", path, strerror(ENOENT));
	return err_hint(e, "%s takes %s", r->kind->flag, r->kind->takes);
}

/* What was named, or the tree around us; NULL: neither. Fills r's digest and origin. Caller's. */
static char *name_kernel(const struct settings *set, struct request *r)
{
	char *tree;

	if (set->kernel) {
		r->sha256 = set->kernel_sha256;
		return xstrdup(set->kernel);
	}
	tree = set->cwd ? source_enclosing_kernel_tree(set->cwd) : NULL;
	if (tree) {
		r->origin = "the tree in which jiffy was started";
		return tree;
	}
	r->sha256 = set->ini_kernel_sha256;
	return set->ini_kernel ? xstrdup(set->ini_kernel) : NULL;
}

char *source_named_kernel(const struct settings *set)
{
	struct request r = {0};

	return name_kernel(set, &r);
}

static int find_kernel(const struct build *b, struct source *out, struct err *e)
{
	struct request r = {.b = b, .kind = &kernel_kind};
	_cleanup_free_ char *spec = name_kernel(b->set, &r);

	if (!spec) {
		r.sha256 = NULL;
		spec = source_newest_tarball("/usr/src");
	}
	r.spec = spec;
	if (spec)
		return resolve(&r, out, e);
	err_set(e, "no kernel source: jiffy was not started in a kernel tree, and there is no "
		   "'/usr/src/linux-source-*.tar.*'");
	err_hint(e, "apt-get install linux-source");
	return err_hint(e, "or name one: --kernel takes %s", kernel_kind.takes);
}

static int find_busybox(const struct build *b, struct source *out, struct err *e)
{
	struct request r = {.b = b,
			    .kind = &busybox_kind,
			    .spec = b->set->busybox,
			    .sha256 = b->set->busybox_sha256};
	_cleanup_free_ char *tree = NULL, *version = NULL, *name = NULL, *key = NULL;

	if (r.spec)
		return resolve(&r, out, e);
	if (!debsrc_available()) {
		r.spec = pinned_url;
		r.sha256 = pinned_sha256;
		return resolve(&r, out, e);
	}
	tree = debsrc_fetch(b, "busybox", &version, e);
	if (!tree) {
		if (e->kind != ERR_SIGNAL)
			err_hint(e, "or name one: --busybox takes %s", busybox_kind.takes);
		return -1;
	}
	r.origin = "the distribution's source package";
	name = xasprintf("busybox-%s", version);
	key = key_of_text(name);
	return fill(&r, out, SOURCE_TREE, tree, name, key, true);
}

int source_kernel(const struct build *b, struct source *out, struct err *e)
{
	if (find_kernel(b, out, e) == 0)
		return 0;
	build_hint_full(b, e);
	return -1;
}

int source_busybox(const struct build *b, struct source *out, struct err *e)
{
	if (find_busybox(b, out, e) == 0)
		return 0;
	build_hint_full(b, e);
	return -1;
}

void source_free(struct source *s)
{
	free(s->path);
	free(s->name);
	free(s->key);
	free(s->origin);
	*s = (struct source){0};
}
