/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C compiler of what runs in the guest, as words, and what tells that it became another. */
#ifndef JIFFY_IMAGE_STEP_COMPILER_H
#define JIFFY_IMAGE_STEP_COMPILER_H

#include "image/step/build.h"

/* Words of the compiler: the setting split as a shell does ("ccache gcc"), else the target's gcc. */
int compiler_words(const struct build *b, struct strv *words, struct err *e);
/*
 * Error when the first word is not there. The identity (path, size, time and inode of each word that is a
 * program) changes with the compiler; no process is started for it. Caller's.
 */
char *compiler_identity(const struct build *b, const struct strv *words, struct err *e);

#endif
