/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mount namespace in which odd paths have plain names; see kbuild.h. */
#ifndef JIFFY_IMAGE_KBUILD_NAMESPACE_H
#define JIFFY_IMAGE_KBUILD_NAMESPACE_H

#include "image/kbuild/kbuild.h"

/* /mnt exists everywhere (FHS 3.0, 3.12) and holds nothing that a build needs. */
#define NAMESPACE_TOP "/mnt"
#define NAMESPACE_SRC NAMESPACE_TOP "/src"
#define NAMESPACE_DIR NAMESPACE_TOP "/build"

/* For proc's in_child; arg: the struct kbuild. Afterwards the working directory is its obj. */
int namespace_enter(void *arg);
/* Puts the reason, and the remedy, to the error of a program that could not be started so. */
void namespace_explain(const struct kbuild *k, struct err *e);

#endif
