/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel that is booted: a copy of what was linked. kbuild links in place, and once the folder's lock is given
 * back, another jiffy may do so with other symbols while this one starts QEMU.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>

#include "base/digest.h"
#include "image/kernel-tree.h"

#define IMAGES	  "images"
#define KEEP_MOST 3
#define KEEP_S	  (24 * 3600) /* since it was last used: a command line that was shown still works */

/* Named by what a new link changes, so that the file need not be read. */
static char *folder_of(const struct kernel_tree *t, const struct stat *st)
{
	_cleanup_free_ char *identity =
		xasprintf("%s %jd %jd.%09ld %ju", t->b->machine->image, (intmax_t)st->st_size,
			  (intmax_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, (uintmax_t)st->st_ino);
	struct digest *d = digest_new();
	char hex[DIGEST_HEX];

	digest_str(d, identity);
	digest_end(d, hex);
	return path_joinf(t->k.dir, IMAGES "/%.16s", hex);
}

struct used {
	char *dir;
	struct timespec last;
};

static int latest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct used *)a)->last,
			      *y = &((const struct used *)b)->last;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

/* Copies that are neither among the latest nor young go; what cannot be removed stays: no error. */
static void prune(const struct kernel_tree *t)
{
	_cleanup_free_ char *all = kernel_tree_path(t, IMAGES);
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ struct used *used = NULL;
	size_t n = 0;

	if (fs_list(all, &names, &none) < 0)
		return;
	used = xcalloc(names.n + 1, sizeof(*used));
	strv_foreach(name, &names) {
		_cleanup_free_ char *dir = path_join(all, name);
		struct stat st;

		if (stat(dir, &st) == 0)
			used[n++] = (struct used){TAKE_PTR(dir), st.st_mtim};
	}
	qsort(used, n, sizeof(*used), latest_first);
	for (size_t i = 0; i < n; i++) {
		if (i >= KEEP_MOST && used[i].last.tv_sec < time(NULL) - KEEP_S)
			(void)fs_remove(used[i].dir, &none);
		free(used[i].dir);
	}
}

char *kernel_keep_image(const struct kernel_tree *t, struct err *e)
{
	_cleanup_free_ char *live = path_join(t->k.obj, t->b->machine->image);
	_cleanup_free_ char *dir = NULL, *copy = NULL;
	struct stat st;

	if (stat(live, &st) < 0) {
		err_errno(e, errno, "cannot open '%s'", live);
		return NULL;
	}
	dir = folder_of(t, &st);
	copy = path_join(dir, path_basename(live));
	if (fs_is_file(copy)) {
		(void)utimensat(AT_FDCWD, dir, NULL, 0);
		return TAKE_PTR(copy);
	}
	if (fs_mkdir_p(dir, 0755, e) < 0)
		return NULL;
	fs_sweep(dir);
	if (fs_copy(live, copy, e) < 0) {
		build_hint_full(t->b, e);
		return NULL;
	}
	prune(t);
	return TAKE_PTR(copy);
}
