/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of unknown origin as UTF-8. */
#ifndef JIFFY_BASE_UTF8_H
#define JIFFY_BASE_UTF8_H

#include "base/util.h"

/* A copy in which each byte that is no UTF-8 is U+FFFD. */
char *utf8_clean(const char *s);

#endif
