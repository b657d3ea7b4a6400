/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes valid UTF-8 of any text. */
#ifndef JIFFY_BASE_UTF8_H
#define JIFFY_BASE_UTF8_H

#include "base/util.h"

/* A copy with U+FFFD in place of each byte that is not UTF-8. */
char *utf8_clean(const char *s);

#endif
