/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns the description of a machine into QEMU's arguments; pure. */
#ifndef JIFFY_VM_QEMU_QEMU_H
#define JIFFY_VM_QEMU_QEMU_H

#include "base/err.h"
#include "base/strv.h"
#include "image/image.h"
#include "settings/target.h"
#include "vm/qemu/share.h"

enum machine_net {
	MACHINE_NO_NET = 0,
	MACHINE_NET,	       /* without this host (vm/net/net.h) */
	MACHINE_NET_WITH_HOST, /* with its loopback */
};

/* One guest and the machine that runs it. Everything in it is borrowed. */
struct machine_spec {
	const struct target *target;
	const struct board *board;
	const struct image *image;
	const char *qemu; /* program */
	bool kvm;
	uint64_t memory; /* bytes */
	unsigned cpus;
	unsigned host_khz; /* ticks_khz(); 0: not known */
	int loglevel;
	const char *hostname;
	const char *append; /* what the user adds to the kernel's command line, or NULL */
	const struct strv *disks;
	const struct share *shares;
	size_t n_shares;
	const struct strv *qemu_args;
	enum machine_net net;
	bool window;	     /* QEMU opens a window with the guest's screen */
	unsigned rows, cols; /* of the terminal; 0: there is none */
	const char *term;    /* the terminal's type, $TERM, or NULL */
	bool agent_expected; /* /init is jiffy's agent, which uses the channel */
	bool uart;	     /* the channel is the board's second UART, not a virtio port */
	bool interactive;    /* a shell runs on the console; else a command */
	/* descriptors that QEMU inherits; -1: none, for a QEMU that a user starts (--dry-run) */
	int console_fd, qmp_fd, agent_fd, net_fd;
};

/* The kernel command line. Caller's. */
char *qemu_append(const struct machine_spec *m);
/*
 * Checks what can be checked before the image is built: that the disks can be used, that the board
 * has room for all devices, and that the kernel's command line is not too long.
 */
int qemu_check(const struct machine_spec *m, struct err *e);
int qemu_argv(const struct machine_spec *m, struct strv *argv, struct err *e);
/*
 * Doubles every ',' of a value for QEMU's comma-separated options (QEMU manual, "-drive").
 * Caller's.
 */
char *qemu_escape(const char *value);

#endif
