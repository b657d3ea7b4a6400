/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/step/use.h"

#include <pthread.h>
#include <sys/stat.h>

#include "base/file/fs.h"
#include "base/file/path.h"

#define IN_USE "in-use"

/* BusyBox's step runs in a thread of its own. */
struct uses {
	pthread_mutex_t mutex;
	int *fds; /* each of another file */
	size_t n;
};

struct uses *uses_new(void)
{
	struct uses *u = xcalloc(1, sizeof(*u));

	pthread_mutex_init(&u->mutex, NULL);
	return u;
}

void uses_free(struct uses *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < u->n; i++)
		close(u->fds[i]);
	pthread_mutex_destroy(&u->mutex);
	free(u->fds);
	free(u);
}

static bool has(const struct uses *u, int fd)
{
	struct stat a, b;

	for (size_t i = 0; i < u->n; i++)
		if (fstat(u->fds[i], &a) == 0 && fstat(fd, &b) == 0 && a.st_dev == b.st_dev &&
		    a.st_ino == b.st_ino)
			return true;
	return false;
}

void use_keep(const struct build *b, int fd)
{
	struct uses *u = b->uses;

	if (!u) {
		close(fd);
		return;
	}
	pthread_mutex_lock(&u->mutex);
	if (has(u, fd)) {
		close(fd);
	} else {
		u->fds = xrealloc(u->fds, u->n + 1, sizeof(*u->fds));
		u->fds[u->n++] = fd;
	}
	pthread_mutex_unlock(&u->mutex);
}

static int mark(const struct build *b, const char *dir, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, IN_USE);
	int fd;

	if (!b->uses || !fs_is_dir(dir))
		return 0;
	fd = fs_lock_shared(path, NULL, NULL, e);
	if (fd >= 0) {
		use_keep(b, fd);
		return 0;
	}
	if (fs_exists(dir))
		return -1;
	err_free(e);
	return 0;
}

int use_file(const struct build *b, const char *path, struct err *e)
{
	_cleanup_free_ char *builds = path_join(b->cachedir, "build/"), *dir = path_dirname(path);
	_cleanup_free_ char *top = NULL;

	if (!str_starts(path, builds))
		return 0;
	top = path_joinf(builds, "%.*s", (int)strcspn(path + strlen(builds), "/"),
			 path + strlen(builds));
	return mark(b, top, e) || (!str_eq(dir, top) && mark(b, dir, e)) ? -1 : 0;
}

char *use_tree_lock(const char *tree)
{
	_cleanup_free_ char *dir = path_dirname(tree);

	return path_joinf(dir, ".lock-%s", path_basename(tree));
}

int use_tree(const struct build *b, const char *tree, struct err *e)
{
	_cleanup_free_ char *path = use_tree_lock(tree);
	_cleanup_free_ char *doing = xasprintf("unpacks '%s'", tree);
	int lock = build_lock_shared(b, path, doing, e);

	if (lock < 0)
		return -1;
	if (fs_is_dir(tree)) {
		use_keep(b, lock);
		return 0;
	}
	close(lock);
	return 1;
}

int use_exclude(const char *dir, int *fd, struct err *e)
{
	_cleanup_free_ char *path = path_join(dir, IN_USE);

	return fs_try_lock(path, fd, e);
}
