/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C compiler of the guest's programs, and what tells that it is another one than before. */
#ifndef JIFFY_IMAGE_STEP_COMPILER_H
#define JIFFY_IMAGE_STEP_COMPILER_H

#include "image/step/build.h"

/* The setting split as a shell does it ("ccache gcc"), else the target's gcc. */
int compiler_words(const struct build *b, struct strv *words, struct err *e);
/*
 * Path and identity of each word that is a program; no process is started. It is an error when the
 * first word is not installed. Caller's.
 */
char *compiler_identity(const struct build *b, const struct strv *words, struct err *e);

#endif
