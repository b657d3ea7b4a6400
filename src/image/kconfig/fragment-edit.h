/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user's own fragment, which 'jiffy config' keeps: edited line by line, so that comments stay. */
#ifndef JIFFY_IMAGE_KCONFIG_FRAGMENT_EDIT_H
#define JIFFY_IMAGE_KCONFIG_FRAGMENT_EDIT_H

#include "base/strbuf.h"
#include "image/kconfig/kconfig.h"

/*
 * The fragment's text with each wish in it: the symbol's line is replaced, or a line is appended.
 * diff gets "-old" and "+new" lines for what changed; it stays empty when nothing did. Caller's.
 */
char *own_fragment_update(const char *text, const struct kconfig_wants *changes,
			  struct strbuf *diff);

#endif
