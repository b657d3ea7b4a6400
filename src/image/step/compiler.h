/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C compiler of the guest's programs, and how a change of it is noticed. */
#ifndef JIFFY_IMAGE_STEP_COMPILER_H
#define JIFFY_IMAGE_STEP_COMPILER_H

#include "image/step/build.h"

/*
 * Adds the words of the setting, split as a shell would ("ccache gcc"); without one, the target's
 * gcc.
 */
int compiler_words(const struct build *b, struct strv *words, struct err *e);
/*
 * Path and identity of each word that is a program; no process is started. Fails if the first word
 * is not installed. Caller's.
 */
char *compiler_identity(const struct build *b, const struct strv *words, struct err *e);

#endif
