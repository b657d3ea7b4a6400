/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What QEMU gets of the host: the files that each feature needs and the environment that it needs,
 * from one table. Landlock (base/process/landlock.h) enforces it where the kernel has it.
 */
#ifndef JIFFY_VM_QEMU_SANDBOX_H
#define JIFFY_VM_QEMU_SANDBOX_H

#include "vm/qemu/qemu.h"

/* What to do if QEMU needs more. */
#define SANDBOX_HINT                                                                               \
	"QEMU may open only what jiffy's options name and what the system installed; "             \
	"'--no-sandbox' lets it open all that you may"

struct sandbox_file {
	char *path;	 /* a file, or a folder with all that is below it */
	unsigned rights; /* LANDLOCK_READ… */
};

struct sandbox_files {
	struct sandbox_file *v;
	size_t n;
};

/* Whether QEMU would be confined here: the user wants it, and the kernel can do it for this. */
bool sandbox_possible(const struct machine_spec *m);
/* The files that QEMU may open, whether they exist or not. */
void sandbox_files(const struct machine_spec *m, struct sandbox_files *out);
void sandbox_files_free(struct sandbox_files *f);
/* "read", "read, write, make". Static. */
const char *sandbox_rights(unsigned rights);
/* Adds "NAME=value" for each variable of ours that QEMU gets, beside PATH and HOME. */
void sandbox_environment(const struct machine_spec *m, struct strv *out);
/* A ruleset for landlock_enter(), which the caller closes. */
int sandbox_ruleset(const struct machine_spec *m, struct err *e);

#endif
