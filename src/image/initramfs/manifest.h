/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The content of an archive as a list, in the terms of the kernel's gen_init_cpio (linux:
 * usr/gen_init_cpio.c, Documentation/filesystems/ramfs-rootfs-initramfs.rst): file, dir, nod,
 * slink, pipe.
 *
 * A path is absolute and is made clean ('//', '.', '..'). A later entry replaces an earlier one of
 * the same path, but a folder stays a folder: putting anything else in its place is an error.
 * Missing parent folders are added (0755). A parent that is a link in the manifest is followed: the
 * kernel would create the file before the folder that the link leads to. '/' is always there.
 * Paths and links that the kernel would silently skip (PATH_MAX, NAME_MAX) are errors.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_MANIFEST_H
#define JIFFY_IMAGE_INITRAMFS_MANIFEST_H

#include "base/err.h"
#include "base/strbuf.h"

enum manifest_type { MANIFEST_FILE, MANIFEST_DIR, MANIFEST_NOD, MANIFEST_SLINK, MANIFEST_PIPE };

struct manifest_entry {
	enum manifest_type type;
	char *path; /* in the guest, starts with '/' */
	char *host; /* FILE: the host's file, or NULL when the content is in 'data' */
	char *data; /* FILE: content of 'size' bytes; SLINK: the link's target */
	size_t size;
	unsigned mode; /* permission bits */
	unsigned uid, gid;
	char dev_type; /* NOD: 'c' or 'b' */
	unsigned major, minor;
	bool last; /* in the archive, after all others */
};

struct manifest {
	struct manifest_entry *v; /* in the order of adding; see manifest_sorted() */
	size_t n, cap;
	uint32_t *slots; /* the index by path, private */
	size_t n_slots;
};
#define _cleanup_manifest_ _cleanup_(manifest_free)

/* Each adds one entry, owned by root, and copies what it is given. */
int manifest_dir(struct manifest *m, const char *path, unsigned mode, struct err *e);
int manifest_file(struct manifest *m, const char *path, const char *host, unsigned mode,
		  struct err *e);
int manifest_text(struct manifest *m, const char *path, const char *text, unsigned mode,
		  struct err *e);
int manifest_slink(struct manifest *m, const char *path, const char *target, struct err *e);
int manifest_nod(struct manifest *m, const char *path, char dev_type, unsigned major,
		 unsigned minor, unsigned mode, struct err *e);
int manifest_pipe(struct manifest *m, const char *path, unsigned mode, struct err *e);
/* Any of the above; what the entry points to is copied. */
int manifest_add(struct manifest *m, const struct manifest_entry *entry, struct err *e);

/*
 * The entry of this path, or NULL; links among its parents are followed. Valid until the next
 * addition.
 */
const struct manifest_entry *manifest_find(const struct manifest *m, const char *path);
/*
 * The n entries in the archive's order: by path, byte by byte, so a folder comes before its
 * content; then the last ones. Caller's.
 */
const struct manifest_entry **manifest_sorted(const struct manifest *m);

void manifest_free(struct manifest *m);

#endif
