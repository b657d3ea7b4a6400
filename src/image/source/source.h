/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where kernel and BusyBox come from: a tree, a tarball, a URL or a binary, which is found,
 * fetched, verified and unpacked. Results are in <cachedir>/sources/<name>-<digest8>/ and
 * <cachedir>/downloads/; each is made under another name and renamed. A user's tree is only read.
 */
#ifndef JIFFY_IMAGE_SOURCE_SOURCE_H
#define JIFFY_IMAGE_SOURCE_SOURCE_H

#include "image/step/build.h"

enum source_kind {
	SOURCE_TREE,   /* 'path' is an unpacked tree */
	SOURCE_BINARY, /* 'path' is a prebuilt kernel or BusyBox */
};

struct source {
	enum source_kind kind;
	char *path;   /* absolute */
	char *name;   /* for people and folder names: "linux-source-6.1", "busybox-1.35.0" */
	char *key;    /* 8 hex digits of the digest of the tarball or of the tree's path */
	char *origin; /* for people: "/usr/src/linux-source-6.1.tar.xz" */
	bool ours;    /* an unpacked copy in the cache, not the user's */
};

/*
 * The kernel, in this order: settings->kernel; the kernel tree around settings->cwd;
 * settings->ini_kernel; the newest /usr/src/linux-source-*.tar.* (newest by version, not by text);
 * else an error that says how to get one. source_free() frees 'out'.
 */
int source_kernel(const struct build *b, struct source *out, struct err *e);
/*
 * BusyBox, in this order: --busybox or jiffy.ini; the distribution's source package (debsrc.h); a
 * pinned URL.
 */
int source_busybox(const struct build *b, struct source *out, struct err *e);
void source_free(struct source *s);

/*
 * The kernel's source as options, the current folder or jiffy.ini name it; NULL: /usr/src is
 * searched. Caller's.
 */
char *source_named_kernel(const struct settings *set);
/* Whether 'spec' is a readable file with a prebuilt kernel or BusyBox, not a source or a URL. */
bool source_is_prebuilt(const char *spec);

#endif
