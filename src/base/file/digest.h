/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256, with libmd. A digest is 64 lower-case hexadecimal digits. */
#ifndef JIFFY_BASE_FILE_DIGEST_H
#define JIFFY_BASE_FILE_DIGEST_H

#include "base/err.h"

#define DIGEST_HEX 65 /* bytes of a digest with its '\0' */

struct digest; /* in progress */
struct digest *digest_new(void);
void digest_add(struct digest *d, const void *p, size_t n);
/* Adds the string and its '\0', so that "a","bc" differs from "ab","c". NULL differs from "". */
void digest_str(struct digest *d, const char *s);
/* Writes the digest to hex and frees d. */
void digest_end(struct digest *d, char hex[DIGEST_HEX]);

int digest_file(const char *path, char hex[DIGEST_HEX], struct err *e);
/* Whether s is a digest; upper case is accepted, too. */
bool digest_valid(const char *s);

#endif
