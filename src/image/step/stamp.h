/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an output was made from: names for people, each with a value or a digest to compare. */
#ifndef JIFFY_IMAGE_STEP_STAMP_H
#define JIFFY_IMAGE_STEP_STAMP_H

#include "image/step/build.h"

struct stamp {
	struct strv names, values;
};
#define _cleanup_stamp_ _cleanup_(stamp_free)

void stamp_add(struct stamp *s, const char *name, const char *value); /* NULL: "" */
/* Adds the file's digest (build_digest_file()); a missing file is an error. */
int stamp_add_file(struct stamp *s, const struct build *b, const char *name, const char *path,
		   struct err *e);
void stamp_add_all(struct stamp *s, const struct stamp *more);
/*
 * NULL when the stamp at 'path' holds exactly this; else the first difference, for people:
 * "'jobs' changed from '1' to '2'", "'data/kernel/net.config' changed". Caller's.
 */
char *stamp_compare(const struct stamp *s, const char *path);
int stamp_write(const struct stamp *s, const char *path, struct err *e);
void stamp_free(struct stamp *s); /* it can be used again */

#endif
