/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file of the guest needs to run there, found without running it: for an ELF program its
 * libraries and interpreter (needs-elf.h); for a script the "#!" interpreter, and the program that
 * "#!/usr/bin/env NAME" starts. Files already in the manifest are kept.
 *
 * What a program opens at run time cannot be seen: plugins by dlopen(), NSS modules, a language's
 * own library. Paths with $LIB or $PLATFORM are ignored.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_NEEDS_H
#define JIFFY_IMAGE_INITRAMFS_NEEDS_H

#include "image/initramfs/needs-elf.h"

/* As needs_elf(), for any file. One that is neither an ELF program nor a script needs nothing. */
int needs_add(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e);

#endif
