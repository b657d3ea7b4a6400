/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mount namespace in which a tree and a build folder have plain names. kbuild refuses folders
 * with spaces and colons in their names, and stumbles over quotes.
 */
#ifndef JIFFY_IMAGE_KBUILD_NAMESPACE_H
#define JIFFY_IMAGE_KBUILD_NAMESPACE_H

#include "base/err.h"

/* /mnt exists everywhere (FHS 3.0, 3.12) and holds nothing that a build needs. */
#define NAMESPACE_TOP "/mnt"
#define NAMESPACE_SRC NAMESPACE_TOP "/src"
#define NAMESPACE_DIR NAMESPACE_TOP "/build"

/* The real paths of what gets these names; borrowed. */
struct namespace
{
	const char *src, *dir;
};

/* Whether kbuild and its shell commands accept the path as it is. */
bool kbuild_plain_path(const char *path);
/* For proc's in_child; arg: the struct namespace. The working directory is then obj/ in dir. */
int namespace_enter(void *arg);
/* Adds the reason and the remedy to the error of a program that could not be started there. */
void namespace_explain(const struct namespace *n, struct err *e);

#endif
