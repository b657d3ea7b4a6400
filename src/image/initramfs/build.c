/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the archive is written anew, and where it stands. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <time.h>

#include "base/file/digest.h"
#include "image/initramfs/initramfs.h"
#include "image/step/partial.h"

#define STEP	  "initramfs"
#define PREFIX	  "initramfs-"
#define KEEP_MOST 16
#define KEEP_DAYS 30

/*
 * The folder of this configuration: what the settings say and where BusyBox and /init come from, but
 * not what changes from one build to the next.
 */
static char *folder_of(const struct build *b, const struct manifest *m)
{
	static const char *const parts[] = {"/bin/busybox", "/init"};
	const struct settings *set = b->set;
	struct digest *d = digest_new();
	char hex[DIGEST_HEX];

	digest_str(d, b->target->name);
	digest_str(d, set->compress);
	digest_str(d, set->net ? "net" : NULL);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const struct manifest_entry *part = manifest_find(m, parts[i]);

		digest_str(d, part ? part->host : NULL);
	}
	strv_foreach(spec, &set->add)
		digest_str(d, spec);
	digest_end(d, hex);
	return path_joinf(b->cachedir, "build/" PREFIX "%.16s", hex);
}

static char *identity(const struct stat *st)
{
	return xasprintf("%jd %jd.%09ld %jd.%09ld %ju:%ju", (intmax_t)st->st_size,
			 (intmax_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			 (intmax_t)st->st_ctim.tv_sec, st->st_ctim.tv_nsec, (uintmax_t)st->st_dev,
			 (uintmax_t)st->st_ino);
}

/* Each file of the host by itself, so that the reason has its name; the rest in one digest. */
static int make_stamp(const struct manifest *m, const char *compress, struct stamp *s,
		      struct err *e)
{
	_cleanup_free_ const struct manifest_entry **order = manifest_sorted(m);
	_cleanup_sb_ struct strbuf list = {0};
	char hex[DIGEST_HEX];
	struct digest *d;

	stamp_add(s, "compression", compress);
	for (size_t i = 0; i < m->n; i++) {
		_cleanup_free_ char *value = NULL;
		struct stat st;

		if (!order[i]->host)
			continue;
		if (stat(order[i]->host, &st) < 0)
			return err_errno(e, errno, "cannot open '%s'", order[i]->host);
		value = identity(&st);
		stamp_add(s, order[i]->path, value);
	}
	manifest_print(m, &list);
	d = digest_new();
	digest_str(d, sb_str(&list));
	for (size_t i = 0; i < m->n; i++)
		if (order[i]->type == MANIFEST_FILE && !order[i]->host)
			digest_add(d, order[i]->data, order[i]->size);
	digest_end(d, hex);
	stamp_add(s, "list of files", hex);
	return 0;
}

struct used {
	char *dir;
	time_t last;
};

static int latest_first(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	return (x->last < y->last) - (x->last > y->last);
}

/* Removes the folder unless another jiffy has it. */
static void remove_unlocked(const char *dir)
{
	_cleanup_free_ char *path = path_join(dir, "lock");
	_cleanup_close_ int lock = open(path, O_RDWR | O_CLOEXEC);
	_cleanup_err_ struct err none = ERR_INIT;

	if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
		(void)partial_discard(dir, &none);
}

/*
 * Folders of other configurations go when they are old or many; the lock's time says when one was last used.
 * What cannot be removed stays: no error.
 */
static void prune(const struct build *b, const char *ours)
{
	_cleanup_free_ char *all = path_join(b->cachedir, "build");
	_cleanup_err_ struct err none = ERR_INIT;
	_cleanup_strv_ struct strv names = {0};
	_cleanup_free_ struct used *used = NULL;
	size_t n = 0;

	if (fs_list(all, &names, &none) < 0)
		return;
	used = xcalloc(names.n + 1, sizeof(*used));
	strv_foreach(name, &names) {
		_cleanup_free_ char *dir = path_join(all, name);
		_cleanup_free_ char *lock = path_join(dir, "lock");
		struct stat st;

		if (!str_starts(name, PREFIX) || str_eq(dir, ours) || stat(lock, &st) < 0)
			continue;
		used[n++] = (struct used){TAKE_PTR(dir), st.st_mtim.tv_sec};
	}
	qsort(used, n, sizeof(*used), latest_first);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 >= KEEP_MOST || used[i].last < time(NULL) - KEEP_DAYS * 24 * 3600)
			remove_unlocked(used[i].dir);
		free(used[i].dir);
	}
}

/* Killed at any moment, the next run is right: the stamp goes before the work and comes back after it. */
static int write_stamped(const struct build *b, const struct manifest *m, const struct stamp *s,
			 const char *path, const char *stamp, struct err *e)
{
	if (fs_remove(stamp, e) < 0 || initramfs_write(b, m, b->set->compress, path, e) < 0 ||
	    stamp_write(s, stamp, e) < 0) {
		build_hint_full(b, e);
		return err_wrap(e, "building the initramfs");
	}
	progress_end(b->progress, STEP, "%.1f MiB, %zu entries", (double)fs_size(path) / (1 << 20),
		     m->n);
	return 0;
}

char *initramfs_build(const struct build *b, const struct manifest *m, struct err *e)
{
	static const struct {
		const char *compress, *suffix;
	} suffixes[] = {{"gzip", ".gz"}, {"zstd", ".zst"}, {"xz", ".xz"}, {"lz4", ".lz4"}};
	_cleanup_free_ char *dir = folder_of(b, m), *path = NULL, *why = NULL;
	_cleanup_free_ char *stamp = path_join(dir, "stamp");
	_cleanup_close_ int lock = build_lock(b, dir, e);
	_cleanup_stamp_ struct stamp now = {0};
	const char *suffix = "";

	if (lock < 0 || make_stamp(m, b->set->compress, &now, e) < 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (str_eq(suffixes[i].compress, b->set->compress))
			suffix = suffixes[i].suffix;
	path = path_joinf(dir, "initramfs.cpio%s", suffix);
	(void)futimens(lock, NULL);
	why = stamp_compare(&now, stamp);
	if (!why && !fs_is_file(path))
		why = xstrdup("the archive is gone");
	if (!why) {
		progress_fresh(b->progress, STEP, "nothing changed");
		return TAKE_PTR(path);
	}
	progress_begin(b->progress, STEP, "%s", why);
	if (write_stamped(b, m, &now, path, stamp, e) < 0)
		return NULL;
	prune(b, dir);
	return TAKE_PTR(path);
}
