/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of a run that failed, so that it can be booted again, here or elsewhere. */
#ifndef JIFFY_CMD_BOOT_KEEP_H
#define JIFFY_CMD_BOOT_KEEP_H

#include "cmd/app.h"
#include "vm/qemu/qemu.h"

#define RUN_SCRIPT    "run.sh"
#define RUN_KERNEL    "kernel"
#define RUN_INITRAMFS "initramfs"
#define RUN_CONFIG    "config"

/*
 * Puts these into the run's folder: kernel and configuration as they were booted; an initramfs in which the command, if there was one,
 * stands in for the shell; a script that needs a POSIX shell and QEMU, and boots them with the same kernel command line.
 */
int run_keep(const struct app *a, const struct machine_spec *m, char *const *command,
	     const char *rundir, struct err *e);

#endif
