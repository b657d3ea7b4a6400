/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/content-add.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/initramfs/needs.h"
#include "settings/spec.h"

/*
 * Files that may need others to run. What is missing is known only once everything has been added.
 */
struct candidates {
	struct strv host, guest;
};

static void candidates_free(struct candidates *c)
{
	strv_free(&c->host);
	strv_free(&c->guest);
}

struct walk {
	struct manifest *m;
	const struct build *b;
	const char *config;
	struct candidates programs;
};

/* Programs, and libraries, which need no x bit. Other files are not opened. */
static bool may_need(const char *path, mode_t mode)
{
	return (mode & 0111) || strstr(path_basename(path), ".so");
}

static int add_one(struct walk *w, const char *host, const struct stat *st, const char *guest,
		   struct err *e)
{
	unsigned mode = st->st_mode & 07777;
	char target[PATH_MAX];
	ssize_t n;

	switch (st->st_mode & S_IFMT) {
	case S_IFREG:
		if (access(host, R_OK) < 0)
			return err_errno(e, errno, "cannot read '%s'", host);
		if (may_need(host, st->st_mode)) {
			strv_add(&w->programs.host, host);
			strv_add(&w->programs.guest, guest);
		}
		return manifest_file(w->m, guest, host, mode, e);
	case S_IFDIR:
		return manifest_dir(w->m, guest, mode, e);
	case S_IFLNK:
		n = readlink(host, target, sizeof(target) - 1);
		if (n < 0)
			return err_errno(e, errno, "cannot read the link '%s'", host);
		target[n] = '\0';
		return manifest_slink(w->m, guest, target, e);
	case S_IFCHR:
	case S_IFBLK:
		return manifest_nod(w->m, guest, S_ISCHR(st->st_mode) ? 'c' : 'b',
				    major(st->st_rdev), minor(st->st_rdev), mode, e);
	case S_IFIFO:
		return manifest_pipe(w->m, guest, mode, e);
	}
	progress_warn(w->b->progress, "the socket '%s' is left out of the guest", host);
	return 0;
}

static int add_tree(struct walk *w, const char *host, const struct stat *st, const char *guest,
		    struct err *e)
{
	_cleanup_strv_ struct strv names = {0};

	if (add_one(w, host, st, guest, e))
		return -1;
	if (!S_ISDIR(st->st_mode))
		return 0;
	if (fs_list(host, &names, e) || build_interrupted(w->b, e))
		return -1;
	strv_foreach(name, &names) {
		_cleanup_free_ char *from = path_join(host, name), *to = path_join(guest, name);
		struct stat below;

		if (lstat(from, &below))
			return err_errno(e, errno, "cannot read '%s'", from);
		if (add_tree(w, from, &below, to, e))
			return -1;
	}
	return 0;
}

/* A folder may hold programs that nobody will start, so what these lack is no error. */
static int add_needs(struct walk *w, bool folder, struct err *e)
{
	_cleanup_needs_ struct needs needs = {.m = w->m, .b = w->b, .config = w->config};

	for (size_t i = 0; i < w->programs.host.n; i++) {
		_cleanup_err_ struct err lacks = ERR_INIT;

		if (needs_add(&needs, w->programs.host.v[i], w->programs.guest.v[i], folder,
			      folder ? &lacks : e) == 0)
			continue;
		if (!folder)
			return -1;
		progress_warn(w->b->progress, "%s", lacks.msg);
	}
	return 0;
}

/* Its path in the guest. Caller's. */
static char *place_of(const char *host, const struct stat *st, const char *guest)
{
	bool folder = S_ISDIR(st->st_mode);
	const char *name = path_basename(host);

	if (guest && folder && str_eq(guest, "/"))
		return xstrdup("/");
	if (guest)
		return str_ends(guest, "/") ? path_join(guest, name) : xstrdup(guest);
	return path_join(!folder && (st->st_mode & 0111) ? "/usr/bin" : "/", name);
}

static int nothing_there(const char *host, struct err *e)
{
	err_kind_set(e, ERR_USAGE, "cannot put '%s' into the guest: %s", host, strerror(errno));
	return err_hint(e, "--add (in jiffy.ini: add) takes HOST[:GUEST], a file or folder of this "
			   "host and its place in the guest");
}

int content_add(struct manifest *m, const struct build *b, const char *config, const char *spec,
		struct err *e)
{
	_cleanup_free_ char *host = NULL, *guest = NULL, *place = NULL;
	struct walk w = {.m = m, .b = b, .config = config};
	struct stat st;
	int r;

	spec_split(spec, &host, &guest);
	if (stat(host, &st))
		return nothing_there(host, e);
	place = place_of(host, &st, guest);
	r = add_tree(&w, host, &st, place, e);
	if (r == 0)
		r = add_needs(&w, S_ISDIR(st.st_mode), e);
	candidates_free(&w.programs);
	return r;
}
