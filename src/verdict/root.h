/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the kernel unpacked the whole initramfs. It goes on after a failure, and runs whatever it
 * has. The evidence is the kernel's message (linux: init/initramfs.c and main.c,
 * arch/x86/kernel/setup.c) and, since the kernel skips some entries in silence, what the agent
 * found (wire/wire.h, WIRE_SEAL). Pure.
 */
#ifndef JIFFY_VERDICT_ROOT_H
#define JIFFY_VERDICT_ROOT_H

#include "verdict/evidence.h"

struct root_failure {
	char *reason; /* in the kernel's words: "write error"; NULL: it gave none */
	char *lines;  /* the kernel's own, or NULL */
};

/*
 * False: nothing says that the root is not whole. Records decide where there are any; otherwise the
 * console does, unless the agent came up on it.
 */
bool root_failed(const struct evidence *v, struct root_failure *out);
void root_failure_free(struct root_failure *f);
/* Whether the console's text has such a message. */
bool root_failure_shown(const char *console);

#endif
