/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which programs the guest's kernel can run, besides those of its own architecture. */
#ifndef JIFFY_IMAGE_INITRAMFS_RUNS_H
#define JIFFY_IMAGE_INITRAMFS_RUNS_H

#include "settings/target.h"

enum runs {
	RUNS,	      /* as it is */
	RUNS_BY_MISC, /* if binfmt_misc has an interpreter for it (linux: BINFMT_MISC) */
	RUNS_NOT,
};

/*
 * config: the text of the kernel's .config; NULL: not known, so that it runs whatever its
 * architecture can. *compat: which of the target's it is, or NULL.
 */
enum runs runs(const struct target *t, const char *config, const struct elf_kind *kind,
	       const struct compat **compat);
/* Says why the kernel does not run the program 'host', and what would. Returns -1. */
int runs_not(const struct target *t, const char *host, const struct elf_kind *kind,
	     const struct compat *compat, struct err *e);

#endif
