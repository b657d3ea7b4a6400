/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps what a failed run booted, so that it can be booted again, here or elsewhere. */
#ifndef JIFFY_CMD_BOOT_KEEP_H
#define JIFFY_CMD_BOOT_KEEP_H

#include "cmd/app.h"
#include "vm/qemu/qemu.h"

#define RUN_SCRIPT    "run.sh"
#define RUN_KERNEL    "kernel"
#define RUN_INITRAMFS "initramfs"
#define RUN_CONFIG    "config"

/*
 * Puts into the run's folder: the kernel that was booted and its configuration; an initramfs that
 * runs the command, if there was one, instead of the shell; a script that boots them with the same
 * kernel command line, and needs only QEMU and a POSIX shell.
 */
int run_keep(const struct app *a, const struct machine_spec *m, char *const *command,
	     const char *rundir, struct err *e);

#endif
