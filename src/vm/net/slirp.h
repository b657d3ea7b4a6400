/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libslirp, a TCP/IP stack in user space: loaded only for a guest with a network, since it brings
 * GLib along (0.8 ms).
 */
#ifndef JIFFY_VM_NET_SLIRP_H
#define JIFFY_VM_NET_SLIRP_H

#include <slirp/libslirp.h>

#include "base/err.h"

/* Its functions, as slirp/libslirp.h declares them. */
struct slirp {
	__typeof__(slirp_new) *create;
	__typeof__(slirp_input) *input;
	__typeof__(slirp_pollfds_fill) *fill;
	__typeof__(slirp_pollfds_poll) *poll;
};

int slirp_load(struct slirp *s, struct err *e);

#endif
