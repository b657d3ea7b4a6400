/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/prune.h"

#include <sys/stat.h>
#include <time.h>

#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/file/tree.h"
#include "image/step/build.h"
#include "image/step/partial.h"
#include "image/step/use.h"

#define SIBLINGS_MOST 15
#define SIBLINGS_S    (30 * 24 * 3600)

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

static void remove_unused(const struct prune *p, const char *dir)
{
	_cleanup_free_ char *path = p->lock ? path_join(dir, p->lock) : NULL;
	_cleanup_close_ int lock = -1, use = -1;
	_cleanup_err_ struct err kept = ERR_INIT;

	if ((!path || !fs_try_lock(path, &lock, &kept)) && !use_exclude(dir, &use, &kept))
		(void)partial_discard(dir, &kept);
}

void prune(const struct prune *p)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ struct used *used = NULL;
	size_t n = 0;

	if (fs_list(p->dir, &names, &unread))
		return;
	used = xcalloc(names.n + 1, sizeof(*used));
	strv_foreach(name, &names) {
		_cleanup_free_ char *dir = path_join(p->dir, name);
		_cleanup_free_ char *timed = p->lock ? path_join(dir, p->lock) : xstrdup(dir);
		struct stat st;

		if (!str_starts(name, p->prefix) || partial_is(name) || str_eq(dir, p->spare) ||
		    stat(timed, &st))
			continue;
		used[n++] = (struct used){TAKE_PTR(dir), st.st_mtim};
	}
	qsort(used, n, sizeof(*used), latest_first);
	for (size_t i = 0; i < n; i++) {
		bool old = used[i].last.tv_sec < time(NULL) - p->age_s;

		if (i >= p->most || (i >= p->always && old))
			remove_unused(p, used[i].dir);
		free(used[i].dir);
	}
}

void prune_siblings(const char *dir, const char *prefix)
{
	_cleanup_free_ char *parent = path_dirname(dir);

	prune(&(struct prune){
		.dir = parent,
		.prefix = prefix,
		.spare = dir,
		.lock = BUILD_LOCK,
		.most = SIBLINGS_MOST,
		.age_s = SIBLINGS_S,
	});
}
