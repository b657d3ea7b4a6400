/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The libraries and the interpreter of an ELF program, searched for as ld.so(8) does: in RPATH of
 * the object and of those that loaded it, in RUNPATH, both with $ORIGIN, then in the folders of
 * /etc/ld.so.conf and the loader's built-in ones. A library goes where the guest's loader will
 * look: one that $ORIGIN leads to, to the guest's own $ORIGIN; one that only ld.so.conf leads to,
 * beside the C library, since the guest has no ld.so.cache. musl's loader has a path file of its
 * own and is the C library itself.
 */
#ifndef JIFFY_IMAGE_INITRAMFS_NEEDS_ELF_H
#define JIFFY_IMAGE_INITRAMFS_NEEDS_ELF_H

#include "image/initramfs/ldso.h"
#include "image/initramfs/manifest.h"
#include "image/step/build.h"

struct needs {
	struct manifest *m;
	const struct build *b;
	const char *config; /* of the kernel (runs.h), or NULL */
	/* of the target, then of each of its compats; read when first needed */
	struct needs_dirs {
		struct ldso_dirs *glibc, *musl;
	} * dirs;
};
#define _cleanup_needs_ _cleanup_(needs_free)
void needs_free(struct needs *n);

/*
 * Adds what the ELF file 'host', which is (or will be) at 'guest', needs. A program that the kernel
 * cannot run is an error, unless 'foreign_ok': then nothing is added.
 */
int needs_elf(struct needs *n, const char *host, const char *guest, bool foreign_ok, struct err *e);

#endif
