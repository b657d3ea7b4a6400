/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The user's own fragment, which 'jiffy config' keeps: edited line by line, so that comments stay.
 */
#ifndef JIFFY_IMAGE_KCONFIG_FRAGMENT_EDIT_H
#define JIFFY_IMAGE_KCONFIG_FRAGMENT_EDIT_H

#include "base/strbuf.h"
#include "image/kconfig/kconfig.h"

/*
 * The fragment's text with each request in it: the symbol's line is replaced, or a line is
 * appended. diff gets "-old" and "+new" lines for what changed, if anything did. Caller's.
 */
char *fragment_update(const char *text, const struct kconfig_requests *changes,
		      struct strbuf *diff);

#endif
