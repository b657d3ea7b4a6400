/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source trees and tarballs: recognising them, their versions, and whether a tree can be built. */
#ifndef JIFFY_IMAGE_SOURCE_TREE_H
#define JIFFY_IMAGE_SOURCE_TREE_H

#include "base/err.h"

/* Whether the folder is a kernel tree: Kbuild, Kconfig, Makefile with VERSION, init/main.c. */
bool source_is_kernel_tree(const char *dir);
/* Whether the folder is a BusyBox tree: Makefile, Config.in, applets/applets.c. */
bool source_is_busybox_tree(const char *dir);
/* The kernel tree that 'dir' is in, up to the root of the file system, or NULL. Caller's. */
char *source_enclosing_kernel_tree(const char *dir);
/* The newest linux-source-*.tar.* in 'dir', by version, or NULL. Caller's. */
char *source_newest_tarball(const char *dir);
/*
 * Fails (kind ERR_BUILD, with the remedy) if kbuild would refuse O= builds because the tree is not
 * clean: it has .config, include/config or arch/<arch>/include/generated (linux: Makefile,
 * outputmakefile).
 */
int source_check_clean(const char *tree, const char *arch, struct err *e);

/*
 * The tree's name, "linux-6.1.140": 'what', and the version in its Makefile (VERSION, PATCHLEVEL,
 * SUBLEVEL, EXTRAVERSION: kernel and BusyBox alike). Caller's.
 */
char *source_tree_name(const char *dir, const char *what);
/*
 * A file's name without ".tar.xz" and the like, made fit for a folder's name (kbuild accepts no
 * blanks or colons). Caller's.
 */
char *source_plain_name(const char *path);

#endif
