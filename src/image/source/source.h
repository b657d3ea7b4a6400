/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where kernel and BusyBox come from: a tree, a tarball, a URL or something ready, found, fetched,
 * verified and unpacked. What is unpacked or fetched stands in <cachedir>/sources/<name>-<digest8>/
 * and <cachedir>/downloads/, each made beside its place and renamed. A user's tree is only read.
 */
#ifndef JIFFY_IMAGE_SOURCE_SOURCE_H
#define JIFFY_IMAGE_SOURCE_SOURCE_H

#include "image/step/build.h"

enum source_kind {
	SOURCE_TREE,   /* 'path' is an unpacked tree */
	SOURCE_BINARY, /* 'path' is a ready kernel or BusyBox */
};

struct source {
	enum source_kind kind;
	char *path;   /* absolute */
	char *name;   /* for people and folder names: "linux-source-6.1", "busybox-1.35.0" */
	char *key;    /* 8 hex digits: of the tarball's digest, or that of the tree's path */
	char *origin; /* for people: "/usr/src/linux-source-6.1.tar.xz" */
	bool ours;    /* an unpacked copy in the cache, not the user's */
};

/*
 * The kernel, in this order: settings->kernel; the kernel tree around settings->cwd;
 * settings->ini_kernel; the newest /usr/src/linux-source-*.tar.* (newest by version, not by text);
 * else an error that says how to get one.
 */
int source_kernel(const struct build *b, struct source *out, struct err *e);
/* BusyBox: --busybox or jiffy.ini; the distribution's source package (debsrc.h); a pinned URL. */
int source_busybox(const struct build *b, struct source *out, struct err *e);
void source_free(struct source *s);

/* Where the kernel comes from, as above, unless it is found in /usr/src: then NULL. Caller's. */
char *source_named_kernel(const struct settings *set);
/* Whether it is a file with a ready kernel or BusyBox; not so for a source, a URL, or what cannot be read. */
bool source_is_ready(const char *spec);

/* Whether the folder is a kernel tree: Kbuild, Kconfig, Makefile with VERSION, init/main.c. */
bool source_is_kernel_tree(const char *dir);
/* The kernel tree that 'dir' is in, or NULL; it does not leave the file system's root. */
char *source_enclosing_kernel_tree(const char *dir);
/* The newest linux-source-*.tar.* in 'dir' by version, or NULL. Caller's. */
char *source_newest_tarball(const char *dir);
/*
 * Error (with the remedy, kind ERR_BUILD) when kbuild would call the tree unclean for O= builds:
 * .config, include/config or arch/<arch>/include/generated in it (linux: Makefile, outputmakefile).
 */
int source_check_clean(const char *tree, const char *arch, struct err *e);

#endif
