/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel that is booted, its symbols and its configuration: copies of what was linked. kbuild links in place, and
 * once the folder's lock is given back, another jiffy may do so with other symbols while this one starts QEMU.
 *
 * An ELF is booted without its symbols: QEMU reads and sorts them, 2 of the 30 ms of its own start.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>

#include "base/file/digest.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/kernel/tree.h"

#define IMAGES	  "images"
#define STRIPPED  "vmlinux.stripped"
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

/* By the target's own objcopy, beside its place and renamed. */
static int strip(const struct kernel_tree *t, const char *from, const char *to, struct err *e)
{
	_cleanup_free_ char *prefix = build_cross_prefix(t->b);
	_cleanup_atomic_ struct atomic_file f = ATOMIC_FILE_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;

	if (atomic_begin(&f, to, 0644, e) < 0)
		return -1;
	strv_addf(&p.argv, "%sobjcopy", prefix);
	strv_addl(&p.argv, "--strip-all", from, f.tmp, NULL);
	return proc_capture(&p, NULL, e) < 0 ? -1 : atomic_commit(&f, e);
}

static bool is_elf(const char *path)
{
	char magic[4] = "";
	_cleanup_err_ struct err none = ERR_INIT;

	return fs_read_head(path, magic, sizeof(magic), &none) == sizeof(magic) &&
	       !memcmp(magic, "\177ELF", sizeof(magic));
}

static int keep(const struct kernel_tree *t, const char *live, struct kernel *out, struct err *e)
{
	_cleanup_free_ char *symbols = path_join(t->k.obj, "vmlinux"),
			    *config = path_join(t->k.obj, ".config");

	if (fs_is_file(out->image))
		return 0;
	/* the image last: where it is, all is */
	if (fs_copy(symbols, out->vmlinux, e) < 0 || fs_copy(config, out->config, e) < 0)
		return -1;
	return is_elf(live) ? strip(t, live, out->image, e) : fs_copy(live, out->image, e);
}

int kernel_keep_image(const struct kernel_tree *t, struct kernel *out, struct err *e)
{
	_cleanup_free_ char *live = path_join(t->k.obj, t->b->machine->image), *dir = NULL;
	struct stat st;

	if (stat(live, &st) < 0)
		return err_errno(e, errno, "cannot open '%s'", live);
	dir = folder_of(t, &st);
	if (fs_mkdir_p(dir, 0755, e) < 0)
		return -1;
	fs_sweep(dir);
	free(out->image);
	out->image = path_join(dir, is_elf(live) ? STRIPPED : path_basename(live));
	free(out->vmlinux);
	out->vmlinux = path_join(dir, "vmlinux");
	free(out->config);
	out->config = path_join(dir, "config");
	if (keep(t, live, out, e) < 0) {
		build_hint_full(t->b, e);
		return -1;
	}
	(void)utimensat(AT_FDCWD, dir, NULL, 0);
	prune(t);
	return 0;
}
