/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text from anywhere, as valid UTF-8. */
#ifndef JIFFY_BASE_UTF8_H
#define JIFFY_BASE_UTF8_H

#include "base/util.h"

/* A copy with U+FFFD for each byte that is not UTF-8. */
char *utf8_clean(const char *s);

#endif
