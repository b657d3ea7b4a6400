/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prepares a guest from the settings, for every command that boots one. */
#ifndef JIFFY_CMD_BOOT_BOOT_H
#define JIFFY_CMD_BOOT_BOOT_H

#include "cmd/app.h"
#include "vm/qemu/accel.h"
#include "vm/qemu/qemu.h"

/* Default limits for a command. They are long, since TCG on a busy host is slow. */
#define COMMAND_BOOT_NS (120 * NS_PER_SEC)
#define COMMAND_IDLE_NS (60 * NS_PER_SEC)

/* What is booted. The spec borrows from the rest and from the settings, so it must not move. */
struct boot_plan {
	struct accel accel;
	struct shares shares;
	struct image image; /* after boot_build() */
	struct machine_spec spec;
};
#define _cleanup_boot_plan_ _cleanup_(boot_plan_free)

enum boot_use {
	BOOT_SHELL,   /* a shell on the console, which is this terminal */
	BOOT_COMMAND, /* a command, perhaps on this terminal */
	/* the same without a terminal, so that all boots are alike */
	BOOT_LONE_SHELL,
	BOOT_LONE_COMMAND,
};

/*
 * Fills the spec from the settings, after app_prepare(), and checks accelerator, shares, disks,
 * channel and QEMU before anything is built. Then installs the packages that the build and the boot
 * need. Returns 0, an exit status to end with (see cmd/setup.h), or -1.
 */
int boot_prepare(struct app *a, enum boot_use use, struct boot_plan *b, struct err *e);
/* Builds what is stale, checks that the kernel suits the settings, and chooses the channel. */
int boot_build(struct app *a, struct boot_plan *b, struct err *e);
void boot_plan_free(struct boot_plan *b);

#endif
