/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders in which the host's dynamic loaders look for libraries. */
#ifndef JIFFY_IMAGE_INITRAMFS_LDSO_H
#define JIFFY_IMAGE_INITRAMFS_LDSO_H

#include "base/strv.h"

struct ldso_dirs {
	struct strv all;     /* in the loader's order */
	struct strv builtin; /* those that it knows without a file in /etc */
};

/*
 * glibc (ld.so(8), ldconfig(8)): the folders of 'conf' (/etc/ld.so.conf) with its includes, then
 * the built-in ones: Debian's, which 'triplet' ("x86_64-linux-gnu") names, the architecture's own
 * 'libdirs', /lib and /usr/lib.
 */
struct ldso_dirs *ldso_glibc(const char *conf, const char *triplet, const struct strv *libdirs);
/*
 * musl (ldso/dynlink.c): the folders of 'conf' (/etc/ld-musl-ARCH.path) instead of the built-in
 * ones.
 */
struct ldso_dirs *ldso_musl(const char *conf);
void ldso_free(struct ldso_dirs *d); /* NULL: nothing */

/*
 * A folder of RPATH or RUNPATH with $ORIGIN replaced; NULL: not supported, or not absolute.
 * Caller's.
 */
char *ldso_expand(const char *dir, const char *origin);

#endif
