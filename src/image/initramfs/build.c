/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/initramfs/build.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file/digest.h"
#include "base/file/fs.h"
#include "base/file/path.h"
#include "image/initramfs/initramfs.h"
#include "image/initramfs/manifest-text.h"
#include "image/step/folder.h"
#include "image/step/identity.h"
#include "image/step/prune.h"

#define STEP   "initramfs"
#define PREFIX "initramfs-"

/*
 * The folder of this configuration: what the settings say and where BusyBox and /init come from,
 * but not what changes from one build to the next.
 */
static char *folder_of(const struct build *b, const struct manifest *m)
{
	static const char *const parts[] = {"/bin/busybox", "/init"};
	const struct settings *set = b->set;
	struct digest *d = digest_new();
	char hex[DIGEST_HEX];

	digest_str(d, b->target->name);
	digest_str(d, set->compress);
	digest_str(d, settings_want_net(set) ? "net" : NULL);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const struct manifest_entry *part = manifest_find(m, parts[i]);

		digest_str(d, part ? part->host : NULL);
	}
	strv_foreach(spec, &set->add)
		digest_str(d, spec);
	digest_end(d, hex);
	return path_joinf(b->cachedir, "build/" PREFIX "%.16s", hex);
}

/* The host's files one by one, so that the reason has a name; the rest in one digest. */
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
		if (stat(order[i]->host, &st))
			return err_errno(e, errno, "cannot open '%s'", order[i]->host);
		value = identity_strict(&st);
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

static const char *suffix_of(const char *compress)
{
	static const struct {
		const char *compress, *suffix;
	} suffixes[] = {{"gzip", ".gz"}, {"zstd", ".zst"}, {"xz", ".xz"}, {"lz4", ".lz4"}};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (str_eq(suffixes[i].compress, compress))
			return suffixes[i].suffix;
	return "";
}

char *initramfs_build(const struct build *b, const struct manifest *m, struct err *e)
{
	_cleanup_free_ char *dir = folder_of(b, m), *path = NULL, *why = NULL;
	_cleanup_folder_ struct folder f = FOLDER_INIT;
	_cleanup_stamp_ struct stamp now = {0};

	if (folder_open(&f, b, dir, e) || make_stamp(m, b->set->compress, &now, e))
		return NULL;
	path = path_joinf(dir, "initramfs.cpio%s", suffix_of(b->set->compress));
	folder_used(&f);
	why = folder_stale(&f, FOLDER_STAMP, &now, (const char *const[]){path, NULL});
	if (!why) {
		progress_fresh(b->progress, STEP, "nothing changed");
		return TAKE_PTR(path);
	}
	progress_begin(b->progress, STEP, "%s", why);
	if (folder_begin(&f, FOLDER_STAMP, e) || initramfs_write(b, m, b->set->compress, path, e) ||
	    folder_done(&f, FOLDER_STAMP, &now, e)) {
		build_hint_full(b, e);
		err_wrap(e, "building the initramfs");
		return NULL;
	}
	progress_end(b->progress, STEP, "%.1f MiB, %zu entries", (double)fs_size(path) / (1 << 20),
		     m->n);
	prune_siblings(dir, PREFIX);
	return TAKE_PTR(path);
}
