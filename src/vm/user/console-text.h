/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was written to a terminal, as plain text. */
#ifndef JIFFY_VM_USER_CONSOLE_TEXT_H
#define JIFFY_VM_USER_CONSOLE_TEXT_H

#include "base/util.h"

/* The last n lines, without escape sequences, '\r', or blank lines at the end. Caller's. Pure. */
char *console_text(const char *p, size_t len, unsigned n);

#endif
