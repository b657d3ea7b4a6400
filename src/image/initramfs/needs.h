/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file of the guest needs to run there, found without running it.
 *
 * ELF: the interpreter at exactly its PT_INTERP path, and the shared libraries, as ld.so(8) looks for them:
 * RPATH of the object and of those that brought it, RUNPATH, both with $ORIGIN, then the folders of
 * /etc/ld.so.conf and the loader's built-in ones. A library stands in the guest where the guest's loader looks:
 * $ORIGIN's at the guest's own $ORIGIN; what only ld.so.conf leads to goes beside the C library, since the guest
 * has no ld.so.cache. musl's loader has its own path file and is the C library itself.
 * Scripts: the "#!" interpreter, and the program that "#!/usr/bin/env NAME" starts.
 * What stands in the guest already is taken for good and never replaced.
 *
 * It cannot see what a program opens by itself: plugins by dlopen(), NSS modules, a language's own library.
 * Paths with $LIB or $PLATFORM are passed over.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_NEEDS_H
#define JIFFY_IMAGE_INITRAMFS_NEEDS_H

#include "base/file/elf.h"
#include "image/initramfs/manifest.h"
#include "image/step/build.h"

struct needs {
	struct manifest *m;
	const struct build *b;
	struct ldso_dirs *glibc, *musl; /* read when first needed */
};
#define _cleanup_needs_ _cleanup_(needs_free)

/*
 * Adds what 'host', which stands (or will stand) at 'guest', needs. Neither ELF program nor script: nothing.
 * A program for another machine is an error, or nothing when 'foreign_ok'.
 */
int needs_add(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e);
void needs_free(struct needs *n);

/* needs-elf.c: the ELF part of it. */
int needs_elf(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e);

#endif
