/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kernel/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file/atomic.h"
#include "base/file/digest.h"
#include "base/file/elf.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "base/process/proc-run.h"
#include "base/process/proc.h"
#include "image/kernel/sizes.h"
#include "image/step/identity.h"
#include "image/step/prune.h"
#include "image/step/use.h"

#define IMAGES	    "images"
#define STRIPPED    "vmlinux.stripped"
#define KEEP_ALWAYS 3
#define KEEP_S                                                                                     \
	(24 * 3600) /* after the last use, so that a command line that was shown still works */

/* Named after what each link changes, so that the file need not be read. */
static char *folder_of(const struct kernel_tree *t, const struct stat *st)
{
	_cleanup_free_ char *identity = identity_text(st);
	struct digest *d = digest_new();
	char hex[DIGEST_HEX];

	digest_str(d, t->b->board->image);
	digest_str(d, identity);
	digest_end(d, hex);
	return path_joinf(t->folder.dir, IMAGES "/%.16s", hex);
}

/* By the target's own objcopy. */
static int strip(const struct kernel_tree *t, const char *from, const char *to, struct err *e)
{
	_cleanup_free_ char *prefix = build_cross_prefix(t->b);
	_cleanup_atomic_ struct atomic_file f = ATOMIC_FILE_INIT;
	_cleanup_proc_ struct proc p = PROC_INIT;

	if (atomic_begin(&f, to, 0644, e))
		return -1;
	strv_addf(&p.argv, "%sobjcopy", prefix);
	strv_addl(&p.argv, "--strip-all", from, f.tmp, NULL);
	return proc_capture(&p, NULL, e) ? -1 : atomic_commit(&f, e);
}

static bool is_elf(const char *path)
{
	_cleanup_err_ struct err unread = ERR_INIT;
	char head[4] = "";
	ssize_t n = fs_read_head(path, head, sizeof(head), &unread);

	return n > 0 && elf_magic(head, (size_t)n);
}

static int copy(const struct kernel_tree *t, const char *live, const struct kernel_copy *to,
		struct err *e)
{
	_cleanup_free_ char *symbols = path_join(t->k.obj, "vmlinux"),
			    *config = path_join(t->k.obj, ".config");

	if (fs_is_file(to->image))
		return 0;
	/* the image comes last: if it is there, so is all the rest */
	if (fs_copy(symbols, to->vmlinux, e) || fs_copy(config, to->config, e))
		return -1;
	return is_elf(live) ? strip(t, live, to->image, e) : fs_copy(live, to->image, e);
}

/* Taken once, for reports on runs whose kernel may be gone by then. */
static char *keep_sizes(const struct kernel_tree *t, const char *dir)
{
	_cleanup_free_ char *vmlinux = path_join(t->k.obj, "vmlinux");
	_cleanup_free_ char *path = path_join(dir, SIZES_FILE);
	_cleanup_err_ struct err unknown = ERR_INIT;
	_cleanup_sizes_ struct sizes s = {0};
	_cleanup_sb_ struct strbuf text = {0};

	if (fs_is_file(path))
		return TAKE_PTR(path);
	if (sizes_of_kernel(vmlinux, &s, &unknown))
		return NULL;
	sizes_text(&s, &text);
	return fs_write_str(path, sb_str(&text), &unknown) ? NULL : TAKE_PTR(path);
}

int kernel_keep(const struct kernel_tree *t, struct kernel_copy *out, struct err *e)
{
	_cleanup_free_ char *live = path_join(t->k.obj, t->b->board->image), *dir = NULL;
	_cleanup_free_ char *images = folder_path(&t->folder, IMAGES);
	struct stat st;

	if (stat(live, &st))
		return err_errno(e, errno, "cannot open '%s'", live);
	dir = folder_of(t, &st);
	if (fs_mkdir_p(dir, 0755, e))
		return -1;
	fs_sweep(dir);
	*out = (struct kernel_copy){
		.image = path_join(dir, is_elf(live) ? STRIPPED : path_basename(live)),
		.vmlinux = path_join(dir, "vmlinux"),
		.config = path_join(dir, "config"),
	};
	if (copy(t, live, out, e)) {
		kernel_copy_free(out);
		build_hint_full(t->b, e);
		return -1;
	}
	out->sizes = keep_sizes(t, dir);
	if (use_file(t->b, out->image, e)) {
		kernel_copy_free(out);
		return -1;
	}
	(void)utimensat(AT_FDCWD, dir, NULL, 0);
	prune(&(struct prune){
		.dir = images,
		.prefix = "",
		.always = KEEP_ALWAYS,
		.most = SIZE_MAX,
		.age_s = KEEP_S,
	});
	return 0;
}

void kernel_copy_free(struct kernel_copy *c)
{
	free(c->image);
	free(c->vmlinux);
	free(c->config);
	free(c->sizes);
	*c = (struct kernel_copy){0};
}
