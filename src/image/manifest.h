/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The content of an archive as a list, in the words of the kernel's gen_init_cpio (linux:
 * usr/gen_init_cpio.c, Documentation/filesystems/ramfs-rootfs-initramfs.rst): file, dir, nod, slink, pipe.
 * Entries are kept sorted by path, a folder before what is in it; a later entry replaces an earlier one of the
 * same path (a folder stays a folder). Missing parent folders are added (0755) by themselves.
 */
#ifndef JIFFY_IMAGE_MANIFEST_H
#define JIFFY_IMAGE_MANIFEST_H

#include "base/err.h"
#include "base/strbuf.h"

enum manifest_type { MANIFEST_FILE, MANIFEST_DIR, MANIFEST_NOD, MANIFEST_SLINK, MANIFEST_PIPE };

struct manifest_entry {
	enum manifest_type type;
	char *path;       /* in the guest, starts with '/' */
	char *host;       /* FILE: the host's file, or NULL when the content is in 'data' */
	char *data;       /* FILE: content of 'size' bytes; SLINK: the link's target */
	size_t size;
	unsigned mode;    /* permission bits */
	unsigned uid, gid;
	char dev_type;    /* NOD: 'c' or 'b' */
	unsigned major, minor;
};

struct manifest {
	struct manifest_entry *v;
	size_t n, cap;
};
#define _cleanup_manifest_ _cleanup_(manifest_free)

int manifest_dir(struct manifest *m, const char *path, unsigned mode, struct err *e);
int manifest_file(struct manifest *m, const char *path, const char *host, unsigned mode,
		  struct err *e);
int manifest_text(struct manifest *m, const char *path, const char *text, unsigned mode,
		  struct err *e);
int manifest_slink(struct manifest *m, const char *path, const char *target, struct err *e);
int manifest_nod(struct manifest *m, const char *path, char dev_type, unsigned major,
		 unsigned minor, unsigned mode, struct err *e);
int manifest_pipe(struct manifest *m, const char *path, unsigned mode, struct err *e);
const struct manifest_entry *manifest_find(const struct manifest *m, const char *path);
/* In gen_init_cpio's format ("file /init /host/init 0755 0 0"); in-memory content is shown as a comment. */
void manifest_print(const struct manifest *m, struct strbuf *out);
/* Reads such a list from a file; errors name file:line. */
int manifest_read(struct manifest *m, const char *path, struct err *e);
void manifest_free(struct manifest *m);

#endif
