/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machine spec → QEMU's argv: a pure function. */
#ifndef JIFFY_VM_QEMU_QEMU_H
#define JIFFY_VM_QEMU_QEMU_H

#include "base/err.h"
#include "base/strv.h"
#include "image/image.h"
#include "settings/target.h"
#include "vm/qemu/share.h"

/* What one guest is made of; borrows everything. */
struct machine_spec {
	const struct target *target;
	const struct target_machine *machine;
	const struct image *image;
	const char *qemu; /* program */
	bool kvm;
	uint64_t memory; /* bytes */
	unsigned cpus;
	unsigned host_khz; /* ticks_khz(); 0: not known */
	int loglevel;
	const char *hostname;
	const char *append; /* the user's; NULL: nothing */
	const struct strv *disks;
	const struct share *shares;
	size_t n_shares;
	const struct strv *qemu_args;
	bool net;
	bool window; /* a QEMU window with the guest's screen, console=tty0 beside the serial one */
	unsigned rows, cols; /* of the terminal; 0: none */
	const char *term;    /* its type, $TERM; NULL: none */
	bool agent_expected; /* /init is ours, which speaks over the channel */
	bool uart;	     /* the channel is the machine's second UART, not a virtio port */
	bool interactive;    /* a shell on the console; else a command runs */
	/* descriptors that QEMU inherits; -1: stand-alone (for --dry-run): mon:stdio and no sockets */
	int console_fd, qmp_fd, agent_fd;
};

/* The kernel command line. Caller's. */
char *qemu_append(const struct machine_spec *m);
/*
 * What can be said before there is an image: whether the disks can be used, the machine has room for all devices, and the
 * kernel for its command line.
 */
int qemu_check(const struct machine_spec *m, struct err *e);
int qemu_argv(const struct machine_spec *m, struct strv *argv, struct err *e);
/* A value for QEMU's comma-separated options: every ',' doubled (QEMU manual, "-drive"). Caller's. */
char *qemu_escape(const char *value);

#endif
